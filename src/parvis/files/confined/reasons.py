"""Why a file is not accepted, by stable names; `parvis.files.data.Reason` has the same for the rest of Parvis."""


class Refused(Exception):
    """The file can't be accepted. reason: one of `parvis.files.data.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
