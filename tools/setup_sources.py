#!/usr/bin/env python3
"""Puts the library sources that dependencies.lock.json names into the cache folder.

    setup_sources.py LOGFILE

For each library, until one works: the exact tarball from Debian's archive (whichever suite has it), the upstream git
tag, the nearest newer version in the archive (with a loud warning). The archive is reached through a sources list of
our own, derived from the system's, with state and cache folders of our own. What protects is the lock file's SHA-256,
so the lists' expiry date is ignored.
"""
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "image2model")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def say(text):
    print(f"[set-up] {text}", flush=True)


def run(command, log, **more):
    log.write(f"$ {' '.join(command)}\n")
    log.flush()
    return subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **more).returncode


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") \
            else hashlib.sha256(file.read()).hexdigest()


# --- The system's own archive ---------------------------------------------------------------------------------------

def one_line_entries(text):
    for line in text.splitlines():
        match = re.match(r"\s*deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(\S.*)?", line)
        if match:
            options = dict(o.split("=", 1) for o in (match[1] or "").split() if "=" in o)
            yield {"uris": [match[2]], "suites": [match[3]], "signed-by": options.get("signed-by", ""),
                   "trusted": options.get("trusted", "")}


def deb822_entries(text):
    for block in re.split(r"\n\s*\n", text):
        fields, key = {}, None
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if line[:1] in " \t" and key:
                fields[key] += "\n" + line
            elif ":" in line:
                key, value = line.split(":", 1)
                key = key.strip().lower()
                fields[key] = value.strip()
        if fields.get("enabled", "yes").lower() != "no" and "uris" in fields:
            yield {"uris": fields["uris"].split(), "suites": fields.get("suites", "").split(),
                   "signed-by": fields.get("signed-by", ""), "trusted": fields.get("trusted", "")}


def archives():
    """(uri, signed-by, trusted) of Debian's main archive as this system reaches it, the most promising first."""
    entries = []
    for path in ["/etc/apt/sources.list", *sorted(glob.glob("/etc/apt/sources.list.d/*"))]:
        if os.path.isfile(path) and path.endswith((".list", ".sources")):
            with open(path, encoding="utf-8", errors="replace") as file:
                entries += (deb822_entries if path.endswith(".sources") else one_line_entries)(file.read())
    with open("/etc/os-release", encoding="utf-8") as file:
        codename = re.search(r"^VERSION_CODENAME=(\w+)", file.read(), re.M)
    codename = codename[1] if codename else "bookworm"
    found = []
    for entry in entries:
        if codename not in entry["suites"] and f"{codename}/" not in entry["suites"]:
            continue
        for uri in entry["uris"]:
            parts = urlsplit(uri)
            # A mirror may be pinned to a date that knows no newer suite; its plain path does.
            plain = f"{parts.scheme}://{parts.netloc}/debian"
            for candidate in ([plain, uri] if re.search(r"\d{8}T\d{6}Z", uri) else [uri, plain]):
                item = (candidate.rstrip("/"), entry["signed-by"], entry["trusted"])
                if item not in found:
                    found.append(item)
    return found


class Archive:
    """Source packages of newer suites, by apt-get with its own lists."""

    def __init__(self, uri, signed_by, trusted, suites, log):
        self.log = log
        self.home = os.path.join(CACHE, "apt", hashlib.sha256(uri.encode()).hexdigest()[:12])
        for folder in ("state/lists/partial", "cache/archives/partial", "parts"):
            os.makedirs(os.path.join(self.home, folder), exist_ok=True)
        with open(os.path.join(self.home, "parts", "debian.sources"), "w", encoding="utf-8") as file:
            for suite in suites:
                file.write(f"Types: deb-src\nURIs: {uri}\nSuites: {suite}\nComponents: main\n")
                if signed_by or os.path.exists(KEYRING):
                    file.write(f"Signed-By: {signed_by or KEYRING}\n")
                if trusted:
                    file.write(f"Trusted: {trusted}\n")
                file.write("\n")
        options = {"Dir::Etc::sourcelist": "/dev/null", "Dir::Etc::sourceparts": os.path.join(self.home, "parts"),
                   "Dir::State": os.path.join(self.home, "state"), "Dir::State::status": "/var/lib/dpkg/status",
                   "Dir::Cache": os.path.join(self.home, "cache"), "Acquire::Check-Valid-Until": "false",
                   "Acquire::Languages": "none", "Acquire::Retries": "2", "APT::Get::List-Cleanup": "true"}
        if os.geteuid() == 0:
            options["APT::Sandbox::User"] = "root"
        self.options = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
        run(["apt-get", *self.options, "update"], log)   # one suite may fail: what counts is what can be found after

    def versions(self, package):
        """[(version, {file: sha256})] of a source package in all suites."""
        text = subprocess.run(["apt-cache", *self.options, "showsrc", package], capture_output=True, text=True,
                              check=False).stdout
        found = []
        for stanza in text.split("\n\n"):
            name, version = re.search(r"^Package: (.+)$", stanza, re.M), re.search(r"^Version: (.+)$", stanza, re.M)
            sums = dict((file, digest) for digest, file in re.findall(r"^ ([0-9a-f]{64}) \d+ (\S+)$", stanza, re.M))
            if name and version and name[1].strip() == package:
                found.append((version[1].strip(), sums))
        return found

    def fetch(self, package, version, file):
        """Path of the downloaded tarball, or None."""
        folder = os.path.join(self.home, "downloads")
        os.makedirs(folder, exist_ok=True)
        run(["apt-get", *self.options, "source", "-qq", "--download-only", "--tar-only", f"{package}={version}"],
            self.log, cwd=folder)
        path = os.path.join(folder, file)
        return path if os.path.exists(path) else None


# --- One library ----------------------------------------------------------------------------------------------------

def target(lib):
    return os.path.join(CACHE, "sources", f"{lib['name']}-{lib['version']}")


def is_there(lib):
    try:
        with open(os.path.join(target(lib), ".complete"), encoding="utf-8") as file:
            return file.readline().strip() == lib["sha256"] and os.path.exists(os.path.join(target(lib), lib["probe"]))
    except OSError:
        return False


def install(lib, folder, origin):
    """Moves an unpacked folder to its place; the marker is written last and by rename, so a half one never counts."""
    if not os.path.exists(os.path.join(folder, lib["probe"])):
        return False
    with open(os.path.join(folder, ".complete"), "w", encoding="utf-8") as file:
        file.write(f"{lib['sha256']}\n{origin}\n")
    shutil.rmtree(target(lib), ignore_errors=True)
    os.rename(folder, target(lib))
    return True


def unpack(lib, tarball, origin, log):
    folder = tempfile.mkdtemp(dir=os.path.join(CACHE, "sources"), prefix=".unpack-")
    os.chmod(folder, 0o755)
    done = run(["tar", "-xf", tarball, "--strip-components=1", "-C", folder], log) == 0 and install(lib, folder, origin)
    if not done:
        shutil.rmtree(folder, ignore_errors=True)
    return done


def from_archive(lib, sources, log):
    for archive in sources:
        for version, sums in archive.versions(lib["debian"]):
            for file, digest in sums.items():
                if digest != lib["sha256"]:
                    continue
                tarball = archive.fetch(lib["debian"], version, file)
                if tarball and sha256(tarball) == lib["sha256"]:
                    return unpack(lib, tarball, f"Debian source {lib['debian']} {version}", log)
                log.write(f"{file}: {'checksum differs' if tarball else 'not served'}\n")
    return False


def from_git(lib, log):
    folder = tempfile.mkdtemp(dir=os.path.join(CACHE, "sources"), prefix=".clone-")
    os.chmod(folder, 0o755)
    quiet = dict(os.environ, GIT_TERMINAL_PROMPT="0")
    steps = (["git", "init", "-q", folder], ["git", "-C", folder, "fetch", "-q", "--depth", "1", lib["git"], lib["tag"]],
             ["git", "-C", folder, "checkout", "-q", "FETCH_HEAD"])
    try:
        done = shutil.which("git") and all(run(step, log, env=quiet, timeout=300) == 0 for step in steps) \
            and install(lib, folder, f"git tag {lib['tag']}")
    except subprocess.TimeoutExpired:
        done = False
    if not done:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(done)


def from_newer(lib, sources, log):
    def newer(version, than):
        return subprocess.run(["dpkg", "--compare-versions", version, "gt", than], check=False).returncode == 0

    found = [(version, sums, archive) for archive in sources for version, sums in archive.versions(lib["debian"])
             if newer(version, lib["version"])]
    while found:
        nearest = found[0]
        for item in found:
            if newer(nearest[0], item[0]):
                nearest = item
        found.remove(nearest)
        version, sums, archive = nearest
        for file in (f for f in sums if re.search(r"\.orig\.tar\.(xz|gz|bz2)$", f)):
            tarball = archive.fetch(lib["debian"], version, file)
            if tarball and sha256(tarball) == sums[file] and unpack(lib, tarball, f"SUBSTITUTE {version}", log):
                say(f"WARNING: {lib['name']} {lib['version']} is no longer to be had; building with {version} instead.")
                say("         It was never tried with this code. Pin it in cmake/dependencies.lock.json once it works.")
                return True
    return False


def main():
    with open(os.path.join(TOP, "cmake", "dependencies.lock.json"), encoding="utf-8") as file:
        libs = [lib for lib in json.load(file)["sources"] if not is_there(lib)]
    if not libs:
        return
    os.makedirs(os.path.join(CACHE, "sources"), exist_ok=True)
    suites = []
    for lib in libs:
        suites += [suite for suite in lib["suites"] if suite not in suites]
    with open(sys.argv[1], "a", encoding="utf-8") as log:
        say(f"2/3 library sources: {', '.join(lib['name'] + ' ' + lib['version'] for lib in libs)}")
        say("    reading the source lists of Debian's newer suites (about 25 MB, once)")
        places = archives()
        if not places:
            say("    no Debian archive in this system's apt configuration; only git is left")
        sources = []
        for lib in libs:
            done = False
            while not done:
                done = from_archive(lib, sources, log)
                if done or not places:
                    break
                sources.append(Archive(*places.pop(0), suites, log))
            if not done:
                say(f"    {lib['name']}: its tarball is not in the archive, trying git")
            if not (done or from_git(lib, log) or from_newer(lib, sources, log)):
                print(f"\n[set-up] FAILED at: library sources\n         why:  {lib['name']} {lib['version']} is neither in "
                      f"Debian's suites {', '.join(lib['suites'])} nor to be cloned from {lib['git']}\n"
                      f"         do:   unpack it yourself to {target(lib)}, with the line {lib['sha256']} in a file "
                      f".complete there; details in {sys.argv[1]}", file=sys.stderr)
                sys.exit(1)
            with open(os.path.join(target(lib), ".complete"), encoding="utf-8") as file:
                say(f"    {lib['name']} {lib['version']}: {file.read().splitlines()[1]}")
        shutil.rmtree(os.path.join(CACHE, "apt"), ignore_errors=True)   # lists go stale; the sources stay
    with open(os.path.join(TOP, "build", ".sources"), "w", encoding="utf-8") as file:
        file.write("set up\n")


main()
