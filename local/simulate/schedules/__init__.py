"""Every schedule of small cases: real code, stopped and resumed at each call."""
