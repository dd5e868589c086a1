"""What a command answers when it cannot do what was asked."""


class Refused(Exception):
    """The message says why, for an operator."""
