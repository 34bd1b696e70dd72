"""`make pins`: choose exact versions from the lower bounds in pyproject.toml, and write no word about where from."""

import os
import subprocess
import venv
from pathlib import Path

from deploy.prepare import OLDEST, ROOT

HEADER = "# Exact versions, chosen from pyproject.toml by `make pins`.\n"


def main() -> None:
    """Compile both files with uv, which lives in an environment of its own."""
    folder = ROOT / "var" / "uv"
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "-qq", "--upgrade", "uv>=0.13"], check=True)
    python = ".".join(map(str, OLDEST))
    # The developers' file holds the site's versions and more, so that one file installs all of it.
    for name, options in {
        "requirements.txt": [],
        "requirements-dev.txt": ["--extra=dev", "--constraint=requirements.txt"],
    }.items():
        words: list[str | Path] = [
            folder / "bin" / "uv",
            "pip",
            "compile",
            "pyproject.toml",
            f"--python-version={python}",
            *options,
        ]
        done = subprocess.run(
            [
                *words,
                "--upgrade",
                "--quiet",
                "--system-certs",
                "--no-header",
                "--no-emit-index-url",
                "--no-emit-find-links",
            ],
            cwd=ROOT,
            env=os.environ | {"UV_NO_CONFIG": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        (ROOT / name).write_text(HEADER + done.stdout)


if __name__ == "__main__":
    main()
