"""What can fail when a document is made; apart, so that the press knows it without the rest."""


class SealNotConfigured(Exception):
    """The seal's key is missing or cannot be read; says what the operator must mend."""


class RenderingFailed(Exception):
    """Typst refused the document; says why."""


class PressFailed(Exception):
    """The press could not be started, died twice over one document, or took too long: to be tried again later."""
