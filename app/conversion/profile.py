"""The settings of a LibreOffice that opens one file of a stranger: no macros, nothing fetched, nothing remembered."""

from collections.abc import Mapping
from pathlib import Path

_NOWHERE = "127.0.0.1"
_CLOSED = "9"
_SETTINGS: Mapping[str, Mapping[str, str]] = {
    "/org.openoffice.Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "DisableActiveContent": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "/org.openoffice.Office.Writer/Content/Update": {"Link": "0", "Field": "false", "Chart": "false"},
    "/org.openoffice.Office.Calc/Content/Update": {"Link": "1"},
    "/org.openoffice.Office.Writer/Filter/Import/VBA": {"Load": "false", "Executable": "false"},
    "/org.openoffice.Office.Calc/Filter/Import/VBA": {"Load": "false", "Executable": "false"},
    "/org.openoffice.Office.Java/VirtualMachine": {"Enable": "false"},
    "/org.openoffice.Office.Recovery/AutoSave": {"Enabled": "false"},
    "/org.openoffice.Office.Recovery/RecoveryInfo": {"Enabled": "false"},
    "/org.openoffice.Inet/Settings": {
        "ooInetProxyType": "2",
        "ooInetHTTPProxyName": _NOWHERE,
        "ooInetHTTPProxyPort": _CLOSED,
        "ooInetHTTPSProxyName": _NOWHERE,
        "ooInetHTTPSProxyPort": _CLOSED,
        "ooInetFTPProxyName": _NOWHERE,
        "ooInetFTPProxyPort": _CLOSED,
    },
}
"""Links: 0 is never in Writer, 1 is never in Calc. A proxy that is not there, for systems where nothing else helps."""


def write_profile(folder: Path) -> None:
    """Make a profile that knows only these settings."""
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")


def _registry() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names}>\n{items}</oor:items>\n'
