"""The pages of a fax before it is sent: their order, what the recipient will see of them, and how long they take.

The controller changes the arrangement and the looks, and says so; strip, page, checklist and options show them.

    >>> from faxdesk.core.arrangement import History, added
    >>> from faxdesk.ui.page_editor.controller import PageEditorController
    >>> from faxdesk.ui.page_editor.page_looks import PageLooks
    >>> controller = PageEditorController(History(added((), "a", 3)), PageLooks(), backend)
    >>> controller.move([2], before=0)
    >>> [page_ref.page for page_ref in controller.page_refs]
    [2, 0, 1]
"""
