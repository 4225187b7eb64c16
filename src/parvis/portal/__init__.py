"""The residents' face: home, search, the list of procedures, the commune's contacts, standard and content pages.

It shows what lower modules registered in `kernel.portal` and in the menu; it holds no data and decides nothing.
"""
