"""Every npm package runs on the oldest node that package.json allows: Debian 12 brings 18, this machine may have a newer one."""
import json
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def version_of(text):
    return tuple(int(part) for part in (re.findall(r"\d+", text) + ["0", "0"])[:3])


def accepts(range_text, version):
    """Whether a range of npm's (">=18", "^18.17 || >=20", "18 - 22" is not used by anybody) takes `version`."""
    def one(text):
        lowest = version_of(text)
        return version >= lowest and (text.startswith(">") or version[0] == lowest[0])
    return any(one(part.replace(" ", "")) for part in range_text.split("||"))


class Engines(unittest.TestCase):
    def test_ranges(self):
        for text, version, wanted in [(">=18", "18.20.4", True), (">= 18", "18.0.0", True), (">=20", "18.20.4", False),
                                      ("^18.17.0 || >=20", "18.20.4", True), ("^20.1.0 || >=22", "18.20.4", False)]:
            self.assertEqual(accepts(text, version_of(version)), wanted, text)

    def test_every_package_runs_on_the_oldest_node(self):
        oldest = version_of(json.loads((ROOT / "package.json").read_text())["engines"]["node"])
        packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
        refusing = {name: package["engines"]["node"] for name, package in packages.items()
                    if "node" in package.get("engines", {}) and not accepts(package["engines"]["node"], oldest)}
        self.assertEqual(refusing, {}, "choose older versions of these")


if __name__ == "__main__":
    unittest.main()
