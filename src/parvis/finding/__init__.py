"""Lists and search over the cases of one's walls: filter and sort on any column and any answer, count, go on by key.

It keeps what lists need beside the cases (typed answers, words), made from them and made anew at will. It is not the
case itself: what a line leads to, and every write, is `cases`.
"""
