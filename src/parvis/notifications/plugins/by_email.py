"""The channel of e-mails."""

from parvis.notifications.data import AddressRefused, Channel, News, Recipient
from parvis.notifications.domain.queueing import address, send
from parvis.notifications.registry import Way, ways


def _reaches(recipient: Recipient) -> bool:
    try:
        return bool(recipient.email and address(recipient.email))
    except AddressRefused:
        return False


def _tell(news: News) -> None:
    send(
        template=news.template,
        to=news.recipient.email,
        language=news.language,
        context=news.context,
        wall_id=news.wall_id,
        subject_id=news.subject_id,
        case_id=news.case_id,
        attachments=news.attachments,
    )


ways.register(Way(Channel.EMAIL, _reaches, _tell))
