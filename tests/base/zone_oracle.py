# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What Python's zoneinfo answers, as lines for zone_test.cpp to compare with.

    python3 zone_oracle.py KIND DIRECTORY

KIND is system (the machine's files), fat or slim (compiled by zic from the machine's tzdata.zi).
The TZif files are put under DIRECTORY. Prints "Z name", then "U utc offset dst" for instants and
"L days seconds utc" for local times. Exits with 77 and a reason where the machine lacks what it takes.
"""

import datetime
import os
import shutil
import subprocess
import sys

ZONES = """America/New_York Europe/London America/Sao_Paulo Australia/Lord_Howe Europe/Dublin Africa/Casablanca
Pacific/Apia Asia/Kathmandu UTC Antarctica/Troll America/Havana America/St_Johns America/Nuuk Asia/Gaza
Africa/El_Aaiun Europe/Vienna Pacific/Kiritimati Pacific/Auckland Pacific/Chatham America/Santiago
Asia/Tehran Asia/Jerusalem Africa/Monrovia America/Scoresbysund Asia/Beirut Africa/Cairo America/Asuncion
Australia/Sydney Pacific/Kwajalein Europe/Amsterdam Asia/Manila America/Juneau Etc/GMT+12 Etc/GMT-14
EST5EDT America/Caracas Asia/Pyongyang Europe/Moscow Africa/Juba Asia/Kolkata""".split()
EPOCH = datetime.datetime(1970, 1, 1)
UTC = datetime.timezone.utc
FIRST = int((datetime.datetime(1880, 1, 1) - EPOCH).total_seconds())
LAST = int((datetime.datetime(2100, 12, 31) - EPOCH).total_seconds())


def give_up(reason):
    print(reason)
    sys.exit(77)


try:
    import zoneinfo
except ImportError:
    give_up("this python3 has no zoneinfo")


def system_directory():
    for path in zoneinfo.TZPATH:
        if os.path.isfile(os.path.join(path, "America/New_York")):
            return path
    give_up("no time zone files on this machine")


def prepare(kind, directory):
    source = system_directory()
    if kind == "system":
        names = sorted(zoneinfo.available_timezones())
        for name in names:
            target = os.path.join(directory, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if os.path.isfile(os.path.join(source, name)):
                shutil.copy(os.path.join(source, name), target)
        return [name for name in names if os.path.isfile(os.path.join(directory, name))]
    rules = os.path.join(source, "tzdata.zi")
    zic = shutil.which("zic") or "/usr/sbin/zic"
    if not os.path.isfile(rules) or not os.path.isfile(zic):
        give_up("zic or tzdata.zi is not on this machine")
    subprocess.run([zic, "-b", kind, "-d", directory, rules], check=True, stderr=subprocess.DEVNULL)
    return [name for name in ZONES if os.path.isfile(os.path.join(directory, name))]


def local_at(zone, seconds):
    aware = (EPOCH + datetime.timedelta(seconds=seconds)).replace(tzinfo=UTC).astimezone(zone)
    return aware, int(aware.utcoffset().total_seconds())


def changes(zone, step):
    """Every second at which the offset or the saving changes, found by halving."""
    def state(seconds):
        aware, offset = local_at(zone, seconds)
        return offset, bool(aware.dst())

    found = []
    before, known = FIRST, state(FIRST)
    while before < LAST:
        after = min(before + step, LAST)
        here = state(after)
        if here != known:
            low, high = before, after
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if state(middle) == known else (low, middle)
            found.append(high)
            before, known = high, state(high)
        else:
            before = after
    return found


def utc_of(zone, seconds):
    """The instant of a local time, by the rule: a repeated one means the first, a skipped one the skip's end."""
    naive = EPOCH + datetime.timedelta(seconds=seconds)
    earlier, later = (
        seconds - int(naive.replace(tzinfo=zone, fold=fold).utcoffset().total_seconds()) for fold in (0, 1)
    )
    if local_at(zone, earlier)[1] == seconds - earlier:
        return earlier
    low, high = min(earlier, later), max(earlier, later)
    offset = local_at(zone, low)[1]
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if local_at(zone, middle)[1] == offset else (low, middle)
    return high


def report(out, name, path, dense):
    with open(path, "rb") as file:
        zone = zoneinfo.ZoneInfo.from_file(file, key=name)
    marks = changes(zone, 10 * 86400 if dense else 60 * 86400)
    instants = {second for mark in marks for second in (mark - 1, mark, mark + 1, mark + 1800)}
    instants.update(range(FIRST, LAST, (11 if dense else 401) * 86400 + 12345))
    locals_ = set(range(FIRST, LAST, (29 if dense else 809) * 86400 + 54321))
    for mark in marks:
        for offset in {local_at(zone, mark - 1)[1], local_at(zone, mark)[1]}:
            near = range(-7200, 7201, 1800) if dense else (-1800, 0)
            locals_.update(mark + offset + delta + off for delta in near for off in (-1, 0))
        day = (mark + local_at(zone, mark)[1]) // 86400 * 86400
        locals_.update((day - 86400, day, day + 86400))
    out.write(f"Z {name}\n")
    for second in sorted(instants):
        if FIRST <= second <= LAST:
            aware, offset = local_at(zone, second)
            out.write(f"U {second} {offset} {int(bool(aware.dst()))}\n")
    for second in sorted(locals_):
        if FIRST + 200000 <= second <= LAST - 200000:
            out.write(f"L {second // 86400} {second % 86400} {utc_of(zone, second)}\n")


def main():
    kind, directory = sys.argv[1:]
    seen = set()
    for name in prepare(kind, directory):
        path = os.path.join(directory, name)
        with open(path, "rb") as file:
            content = file.read()
        if content in seen:
            print("Z", name)  # another name of a zone already asked: must be readable
        else:
            seen.add(content)
            report(sys.stdout, name, path, kind != "system")


main()
