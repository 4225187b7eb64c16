"""The condition language of Parvis: JsonLogic with types.

Forms, workflows and deadlines hold *rules* (JsonLogic documents over named variables). This module says whether a rule
makes sense before it is published, what it depends on, and evaluates many of them at once, with the same result on the
server and in the page. It knows no form, no case and no clock: ``today`` is part of the data that it is given.
"""
