"""What the audit trail calls the deeds of eligibility."""

from .revising import STEPS

AUDITED = {
    "draft_parameter": "起草参数修订",
    "redraft_parameter": "修改参数修订",
    **{f"{step.code}_parameter": f"参数修订：{step.label}" for step in STEPS.values()},
}
