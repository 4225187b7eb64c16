"""Where cases go: the rules by which an organisation sends the cases of a procedure to its departments and agents.

Ordered rules over typed names (answers, zones, channel, moment of receipt): the first that holds counts. `engine` is
pure and knows neither cases nor departments. It gives a department at once, in the transaction of the submission;
who gets the case there is `workload`'s to do, by a job right after. It is no rule of a department for its own pile
(`workload`), and no part of a procedure's definition: what a definition says of routing is what holds by default.
"""
