"""All that needs Qt: the window, its pages, panels and dialogs."""
