"""The product's settings for a test run: data of its own and a fast password hash."""

import os

from tests import run_directory

if not run_directory.is_worker():
    for name in [name for name in os.environ if name.startswith("YUNYANG_")]:
        del os.environ[name]
    os.environ["YUNYANG_DATA"] = str(run_directory.make())

from yunyang_relief.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
