from parvis.cases.models.act_notice import ActNotice
from parvis.cases.models.attachment import Attachment
from parvis.cases.models.attestation import Attestation
from parvis.cases.models.card import Card
from parvis.cases.models.case import Case
from parvis.cases.models.case_type import CaseType, Handling, Revision
from parvis.cases.models.copy import Copy
from parvis.cases.models.counter import Counter, Licence
from parvis.cases.models.decision import Decision
from parvis.cases.models.draft import Draft
from parvis.cases.models.grant import Grant
from parvis.cases.models.mailbox_notice import MailboxNotice
from parvis.cases.models.message import Message
from parvis.cases.models.own_text import OwnText
from parvis.cases.models.published_act import PublishedAct
from parvis.cases.models.relation import Link, Trait
from parvis.cases.models.reply import Reply
from parvis.cases.models.share import DraftChange, Share
from parvis.cases.models.stock import Allotment, Stock
from parvis.cases.models.tag import Tag
from parvis.cases.models.timeline import TimelineEntry
from parvis.cases.models.trait_key import TraitKey
from parvis.cases.models.turn import Turn

__all__ = [
    "ActNotice",
    "Allotment",
    "Card",
    "Attachment",
    "Attestation",
    "Case",
    "CaseType",
    "Copy",
    "Counter",
    "Decision",
    "Draft",
    "DraftChange",
    "Grant",
    "Handling",
    "Licence",
    "Link",
    "MailboxNotice",
    "Message",
    "OwnText",
    "PublishedAct",
    "Reply",
    "Revision",
    "Share",
    "Stock",
    "Tag",
    "TimelineEntry",
    "Trait",
    "TraitKey",
    "Turn",
]
