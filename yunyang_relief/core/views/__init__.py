from .accounts import (
    ChangePassword,
    EditAccount,
    Login,
    Logout,
    OpenAccount,
    ResetPassword,
    UserList,
)
from .home import FlagList, Health, Help, Home, TodoList
from .operations import (
    AuditList,
    Calendar,
    CancelJob,
    DropCalendarDay,
    JobDetail,
    JobFile,
    JobList,
)

__all__ = [
    "AuditList",
    "Calendar",
    "CancelJob",
    "ChangePassword",
    "DropCalendarDay",
    "EditAccount",
    "FlagList",
    "Health",
    "Help",
    "Home",
    "JobDetail",
    "JobFile",
    "JobList",
    "Login",
    "Logout",
    "OpenAccount",
    "ResetPassword",
    "TodoList",
    "UserList",
]
