"""Messages that leave, by e-mail, SMS or letter: queued with the change that sends them, their failure visible.

An e-mail is rendered and written as a row in the caller's transaction; a job hands it to the mail server. Its
Message-ID is given once, so that a retry after a death shows as the same message wherever it arrives twice. Once sent,
its text is forgotten: it may hold links that open something. Texts to mobile phones go the same way through the
operator's gateway; letters are the mailroom's, which plugs itself in. The module does not decide whom to write to, or
what; `tell` finds how.
"""
