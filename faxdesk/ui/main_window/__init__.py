"""The main window: it assembles the features and knows the inside of none.

What belongs to no feature is here: the status bar, the banner of the practice account, the Edit menu, Help, undo of
what was just sent, and messages of what became of faxes.

    >>> from faxdesk.ui.main_window.status_bar import PracticeBanner
    >>> PracticeBanner().text()
    'Practice account: nothing leaves this computer'
"""
