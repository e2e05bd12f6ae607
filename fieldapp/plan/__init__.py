"""The year's plan. In: plan tables as bureaus publish them, tasks, the bureau's own numbers. Out: what is to be checked,
by which departments, when. This room never picks a school or a person; a published table is kept word for word."""
