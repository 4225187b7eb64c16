"""The channel of texts to mobile phones, where the operator has a gateway."""

from parvis.notifications.data import Channel, News, Recipient
from parvis.notifications.domain.texting import available, is_mobile, queue_text
from parvis.notifications.registry import Way, ways


def _reaches(recipient: Recipient) -> bool:
    return available() and is_mobile(recipient.phone)


def _tell(news: News) -> None:
    queue_text(
        news.text,
        template=news.template,
        to=news.recipient.phone,
        language=news.language,
        wall_id=news.wall_id,
        subject_id=news.subject_id,
        case_id=news.case_id,
    )


ways.register(Way(Channel.SMS, _reaches, _tell))
