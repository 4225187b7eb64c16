"""The face of `cases`. Every write takes keyword-only `by` (an `Actor`) and `at` (an aware moment): one transaction."""

from parvis.cases.domain import (
    again,
    attachments,
    beside,
    bringing,
    bringing_places,
    bringing_rows,
    capacities,
    clocks,
    contacting,
    counting as counters,
    drafts,
    entering,
    former,
    letters,
    passages,
    prefills,
    revising,
    sharing,
    streaming,
    tagging,
    types,
    working_out,
    zones,
)
from parvis.cases.domain.acknowledging import missed_without
from parvis.cases.domain.actors import actor_of, resident_of, system
from parvis.cases.domain.card_givers import gives as gives_cards
from parvis.cases.domain.checking import NotPublishable, check, examine
from parvis.cases.domain.deciding import decide
from parvis.cases.domain.due import due, initials
from parvis.cases.domain.erasure import erase_case, erase_draft
from parvis.cases.domain.foreseeing import foresee, versions_of
from parvis.cases.domain.inbox import Selection, find_reference, inbox_counted, inbox_counting, inbox_counts
from parvis.cases.domain.kept_values import receive as keep_values
from parvis.cases.domain.lacking import Lacking
from parvis.cases.domain.lending import acting_on, give_back, in_force as lent, lend
from parvis.cases.domain.listing import lines_of, list_for_agents, open_case, states_of
from parvis.cases.domain.material import material
from parvis.cases.domain.messaging import assign, message, read
from parvis.cases.domain.moving import available, transition
from parvis.cases.domain.notifying import ON_SITE
from parvis.cases.domain.noting import note, record
from parvis.cases.domain.parts import definition_of, parts_of
from parvis.cases.domain.past import Past, statuses as past_statuses
from parvis.cases.domain.posting import post
from parvis.cases.domain.recalling import recall_ending
from parvis.cases.domain.reference import NotAReference, key as reference_key
from parvis.cases.domain.relating import link
from parvis.cases.domain.renewing import renew
from parvis.cases.domain.standing import silence_sentence
from parvis.cases.domain.submitting import submit
from parvis.cases.domain.taking_over import TakenOver, mistakes, take_over, try_over
from parvis.cases.domain.tracking import find_by_tracking
from parvis.cases.views import gate, photographing, saying, signing, taking
from parvis.cases.views.relating import common_words
from parvis.cases.views.telling import channel_words

__all__ = [
    "again",
    "ON_SITE",
    "Lacking",
    "NotAReference",
    "NotPublishable",
    "Past",
    "Selection",
    "TakenOver",
    "acting_on",
    "actor_of",
    "assign",
    "attachments",
    "available",
    "beside",
    "bringing",
    "bringing_places",
    "bringing_rows",
    "capacities",
    "clocks",
    "channel_words",
    "check",
    "common_words",
    "contacting",
    "counters",
    "decide",
    "definition_of",
    "drafts",
    "due",
    "entering",
    "erase_case",
    "erase_draft",
    "examine",
    "find_by_tracking",
    "foresee",
    "gate",
    "find_reference",
    "former",
    "give_back",
    "gives_cards",
    "inbox_counted",
    "inbox_counting",
    "inbox_counts",
    "initials",
    "keep_values",
    "lend",
    "lent",
    "letters",
    "lines_of",
    "link",
    "list_for_agents",
    "material",
    "message",
    "missed_without",
    "mistakes",
    "note",
    "open_case",
    "parts_of",
    "passages",
    "past_statuses",
    "post",
    "prefills",
    "read",
    "recall_ending",
    "record",
    "reference_key",
    "renew",
    "revising",
    "resident_of",
    "saying",
    "sharing",
    "signing",
    "silence_sentence",
    "states_of",
    "streaming",
    "submit",
    "system",
    "tagging",
    "take_over",
    "try_over",
    "photographing",
    "taking",
    "transition",
    "types",
    "versions_of",
    "working_out",
    "zones",
]
