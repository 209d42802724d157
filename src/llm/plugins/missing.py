"""What is said of a Python module that a plugin needs and that is not there.

Many plugins use what another release of llm happened to bring, and do not say that they need it:
what they are short of is named together with the command that installs it.
"""

from __future__ import annotations

import re
import sys
from types import TracebackType

# What installs modules that are not called as their package is. In others `_` stands for `-`.
_PACKAGES = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "PyMuPDF",
    "git": "GitPython",
    "github": "PyGithub",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "llama_cpp": "llama-cpp-python",
    "magic": "python-magic",
    "mpl_toolkits": "matplotlib",
    "OpenSSL": "pyOpenSSL",
    "PIL": "pillow",
    "pkg_resources": "setuptools",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2-binary",
    "pythoncom": "pywin32",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "socks": "PySocks",
    "speech_recognition": "SpeechRecognition",
    "telegram": "python-telegram-bot",
    "ulid": "python-ulid",
    "win32api": "pywin32",
    "yaml": "PyYAML",
    "youtube_dl": "youtube-dl",
    "zmq": "pyzmq",
}
# Packages whose modules share a name with those of others.
_SHARED = {
    "google.auth": "google-auth",
    "google.cloud.aiplatform": "google-cloud-aiplatform",
    "google.cloud.storage": "google-cloud-storage",
    "google.genai": "google-genai",
    "google.generativeai": "google-generativeai",
    "google.protobuf": "protobuf",
    "ruamel.yaml": "ruamel.yaml",
}
# Names under which many packages put theirs.
_SPACES = {"azure", "google", "opentelemetry", "ruamel"}
# What Python has had, and gave up since 3.11.
_GONE = {
    "aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils",
    "imghdr", "imp", "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes",
    "smtpd", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib",
}  # fmt: skip


def said_of_missing(error: ModuleNotFoundError, who: str = "it") -> str:
    """Which module is missing, for *who* needs it, and what installs it, in one line."""
    module = error.name or ""
    top = module.partition(".")[0]
    if top == "llm":
        return f"{who} needs {module!r} of llm, which this version does not have"
    needs = f"{who} needs the Python module {module!r}"
    if top in _GONE or top in sys.stdlib_module_names:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return f"{needs}, which this Python {version} does not have"
    if _is_own(error.__traceback__):
        return f"its own module {module!r} is not there: it has to be installed again"
    package = package_of(module)
    if package is None:
        return f"{needs}, which is not installed"
    if module != top and top in sys.modules and top not in _SPACES:
        return f"{needs}, which the installed {package} does not have: llm install -U {package}"
    return f"{needs}, which is not installed: llm install {package}"


def package_of(module: str) -> str | None:
    """The name of the package that has the *module*, as far as that can be told from it."""
    top = module.partition(".")[0]
    if not re.fullmatch(r"[\w.]+", module, re.ASCII) or top.startswith("_"):
        return None
    for name, package in _SHARED.items():
        if f"{module}.".startswith(f"{name}."):
            return package
    if top in _SPACES:
        return "-".join(module.split(".")[:2]).replace("_", "-")
    return _PACKAGES.get(top, top.replace("_", "-"))


def _is_own(trace: TracebackType | None) -> bool:
    """Whether it was the host that asked for the module, and no code of a plugin."""
    asked = ""
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name != "importlib" and not name.startswith(("importlib._", "_frozen_importlib")):
            asked = name
        trace = trace.tb_next
    return asked.startswith(("importlib.metadata", "llm.plugins."))
