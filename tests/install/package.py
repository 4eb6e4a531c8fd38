#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Builds and runs consumers of the package, the way a stranger would. One sub-command per promise.

    package.py --settings FILE static-prefix | shared-prefix | files | find-package KIND |
               pkg-config KIND | subdirectory | domain | exports
    KIND is static or shared. FILE is the JSON that CMakeLists.txt beside this file writes.
"""
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(*command, env=None, fails=False):
    """Runs a command, prints it, returns its output. It must succeed, or, where `fails`, fail."""
    print("+", " ".join(str(word) for word in command), flush=True)
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          env={**os.environ, **(env or {})})
    output = done.stdout + done.stderr
    if (done.returncode == 0) == fails:
        print(output)
        sys.exit(f"{'succeeded, but must fail' if fails else 'failed'}: {command[0]}")
    return output


class Package:
    def __init__(self, settings):
        self.__dict__.update(settings)
        self.work = Path(self.work)

    def prefix(self, kind):
        return self.work / f"prefix-{kind}"

    def cmake(self, source, name, *options, fails=False):
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        output = run("cmake", "-S", source, "-B", folder, "-G", self.generator,
                     f"-DCMAKE_CXX_COMPILER={self.compiler}", f"-DCMAKE_CXX_COMPILER_LAUNCHER={self.launcher}",
                     f"-DCMAKE_BUILD_TYPE={self.build_type}", *options, fails=fails)
        return folder, output

    # Prefixes for the others.

    def static_prefix(self):
        shutil.rmtree(self.prefix("static"), ignore_errors=True)
        run("cmake", "--install", self.build, "--prefix", self.prefix("static"))

    def shared_prefix(self):
        shutil.rmtree(self.prefix("shared"), ignore_errors=True)
        folder, _ = self.cmake(self.root, "shared-build", "-DBUILD_SHARED_LIBS=ON", "-DFIRSTLOG_BUILD_TESTS=OFF",
                               "-DFIRSTLOG_BUILD_EXAMPLES=OFF", "-DFIRSTLOG_BUILD_PYTHON=OFF", f"-DFIRSTLOG_WERROR={self.werror}")
        run("cmake", "--build", folder)
        run("cmake", "--install", folder, "--prefix", self.prefix("shared"))

    # Promises.

    def files(self):
        """Everything public is installed, and nothing else: no tests, no test library, nothing generated."""
        public = {path.relative_to(self.root).as_posix() for path in (Path(self.root) / "include").rglob("*")
                  if path.suffix in (".hpp", ".h")}
        for kind in ("static", "shared"):
            prefix = self.prefix(kind)
            installed = {path.relative_to(prefix).as_posix() for path in prefix.rglob("*") if not path.is_dir()}
            headers = {name for name in installed if name.startswith("include/")}
            if headers != public:
                sys.exit(f"{kind}: headers differ: {sorted(headers ^ public)}")
            for name in sorted(installed - headers):
                if not re.fullmatch(
                        r"lib[\w/-]*/libfirstlog(\.a|\.so(\.[\d.]+)?|_conformance\.a)|lib[\w/-]*/pkgconfig/firstlog\.pc"
                        r"|lib[\w/-]*/cmake/firstlog/firstlog(Config|ConfigVersion|(Domain)?Targets(-\w+)?)\.cmake"
                        r"|share/doc/firstlog/LICENSE|share/firstlog/(policy|expression)\.schema\.json", name):
                    sys.exit(f"{kind}: not part of the package: {name}")
                text = (prefix / name).read_bytes()
                if name.endswith((".cmake", ".pc")):
                    for word in (b"GTest", b"rapidcheck", b"benchmark", b"nlohmann", b"flatbuffers",
                                 str(self.root).encode(), str(self.work).encode()):
                        if word in text:
                            sys.exit(f"{kind}: {name} speaks of {word.decode()}")

    def find_package(self, kind):
        folder, _ = self.cmake(HERE / "find_package", f"find-package-{kind}",
                               f"-DCMAKE_PREFIX_PATH={self.prefix(kind)}")
        run("cmake", "--build", folder)
        print(run(folder / "consumer"), run(folder / "consumer_of_all"))

    def domain(self):
        folder, _ = self.cmake(HERE / "domain", "domain", f"-DCMAKE_PREFIX_PATH={self.prefix('static')}")
        run("cmake", "--build", folder)
        print(run(folder / "consumer"))

    def subdirectory(self):
        folder, _ = self.cmake(HERE / "subdirectory", "subdirectory", f"-DFIRSTLOG_ROOT={self.root}",
                               f"-DFIRSTLOG_WERROR={self.werror}")
        run("cmake", "--build", folder)
        print(run(folder / "consumer"), run(folder / "domain_consumer"))

    def pkg_config(self, kind):
        folders = [path.parent for path in self.prefix(kind).rglob("firstlog.pc")]
        env = {"PKG_CONFIG_PATH": str(folders[0])}
        for mode in ([], ["--static"]) if kind == "static" else ([],):
            flags = run("pkg-config", *mode, "--cflags", "--libs", "firstlog", env=env).split()
            if kind == "static":  # every object of it, so that each of its own needs must have come along
                at = flags.index("-lfirstlog")
                flags[at:at + 1] = ["-Wl,--whole-archive", "-lfirstlog", "-Wl,--no-whole-archive"]
            program = self.work / f"pkg-config-{kind}{''.join(mode)}"
            run(self.compiler, "-std=c++20", HERE / "consumer.cpp", *flags, "-o", program)
            print(run(program, env={"LD_LIBRARY_PATH": str(folders[0].parent)}))

    def exports(self):
        """What the test programs call of the public headers is exported: a shared library would serve them.

        A symbol that the library hides although a source that includes public headers alone refers to it
        lacks its FIRSTLOG_API.
        """
        hidden = set()
        listing = run("readelf", "-sW", self.library)
        for line in listing.splitlines():
            words = line.split()
            if len(words) >= 8 and words[5] == "HIDDEN" and words[4] == "GLOBAL" and words[6] != "UND":
                hidden.add(words[7])
        database = json.loads((Path(self.build) / "compile_commands.json").read_text())
        problems = set()
        looked_at = 0
        for entry in database:
            source = Path(entry["directory"]) / entry["file"]
            if not re.search(r"/(tests|examples|benchmarks)/", str(source)) or str(self.work) in str(source):
                continue
            object_file = Path(entry["directory"]) / re.search(r" -o (\S+)", entry["command"]).group(1)
            if not object_file.is_file() or not source.is_file():
                continue
            included = re.findall(r'#\s*include\s+"([^"]+)"', source.read_text())
            if any("/detail/" in name or (Path(self.root) / "src" / name).is_file() or name.endswith("_generated.h")
                   for name in included):
                continue  # reaches behind the public headers on purpose
            looked_at += 1
            for line in subprocess.run(["nm", "-u", object_file], capture_output=True, text=True).stdout.splitlines():
                if line.split()[-1] in hidden:
                    problems.add(f"{line.split()[-1]}  (used by {source.name})")
        if problems:
            sys.exit("not exported, though public headers lead to it:\n" + run("c++filt", *sorted(problems)))
        print(f"{looked_at} objects call nothing that is hidden")


def main():
    settings, command, *rest = Path(sys.argv[2]), *sys.argv[3:]
    package = Package(json.loads(settings.read_text()))
    package.work.mkdir(parents=True, exist_ok=True)
    getattr(package, command.replace("-", "_"))(*rest)


if __name__ == "__main__":
    main()
