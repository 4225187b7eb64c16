"""Messages that leave: queued with the change that sends them, retried, their failure visible.

An e-mail is rendered and written as a row in the caller's transaction; a job hands it to the mail server. Its
Message-ID is given once, so that a retry after a death shows as the same message wherever it arrives twice. Once sent,
its text is forgotten: it may hold links that open something. The module does not decide whom to write to, or what.
"""
