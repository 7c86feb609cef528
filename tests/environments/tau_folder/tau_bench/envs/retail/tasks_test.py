from tau_bench.types import Action, Task

TASKS_TEST = [
    Task(
        annotator="0",
        user_id="ada_1",
        instruction="You are Ada and want to cancel your lamp.",
        actions=[
            Action(name="get_order_details", kwargs={"order_id": "#W1"}),
            Action(
                name="cancel_pending_order",
                kwargs={"order_id": "#W1", "reason": "no longer needed"},
            ),
        ],
        outputs=["20.5"],
    ),
    Task(user_id="bob_2", instruction="You are Bob and ask for a sum.", actions=[], outputs=[]),
]
