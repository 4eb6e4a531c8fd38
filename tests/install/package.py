#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Builds and runs consumers of the package, the way a stranger would. One sub-command per promise.

    package.py --settings FILE static-prefix | shared-prefix | files | find-package KIND |
               pkg-config KIND | subdirectory | domain | exports | c KIND | story LANGUAGE | foreign | hidden
    KIND is static or shared, LANGUAGE go, rust, node, java or python; where its toolchain is not there the status
    is 77. FILE is the JSON that CMakeLists.txt beside this file writes.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
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


def left_out(what):
    print(f"left out: {what} is not on this machine")
    sys.exit(77)


def needed(*names):
    """The first of these programs that there is."""
    for name in names:
        if shutil.which(name):
            return name
    left_out(" or ".join(names))


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
        public |= {f"include/{path.name}" for path in (Path(self.root) / "capi" / "include").glob("*.h")}
        for kind in ("static", "shared"):
            prefix = self.prefix(kind)
            installed = {path.relative_to(prefix).as_posix() for path in prefix.rglob("*") if not path.is_dir()}
            headers = {name for name in installed if name.startswith("include/")}
            if headers != public:
                sys.exit(f"{kind}: headers differ: {sorted(headers ^ public)}")
            for name in sorted(installed - headers):
                if not re.fullmatch(
                        r"lib[\w/-]*/libfirstlog(_c|_contacts)?(\.a|\.so(\.[\d.]+)?|_conformance\.a)|lib[\w/-]*/pkgconfig/firstlog(-c)?\.pc"
                        r"|lib[\w/-]*/cmake/firstlog/firstlog(Config|ConfigVersion|(Domain|C|CStatic|Contacts)?Targets(-\w+)?)\.cmake"
                        r"|share/doc/firstlog/LICENSE|share/firstlog/(policy|expression|leaderboard|payroll|statement)\.schema\.json", name):
                    sys.exit(f"{kind}: not part of the package: {name}")
                text = (prefix / name).read_bytes()
                if name.endswith((".cmake", ".pc")):
                    for word in (b"GTest", b"rapidcheck", b"benchmark", b"nlohmann", b"flatbuffers",
                                 str(self.root).encode(), str(self.work).encode()):
                        if word in text:
                            sys.exit(f"{kind}: {name} speaks of {word.decode()}")

    def find_package(self, kind):
        folder, _ = self.cmake(HERE / "find_package", f"find-package-{kind}",
                               f"-DCMAKE_PREFIX_PATH={self.prefix(kind)}", f"-DSTORY={self.stories / 'story.cpp'}")
        run("cmake", "--build", folder)
        print(run(folder / "consumer"), run(folder / "consumer_of_all"))
        self.told(folder / "story", kind=kind)

    def domain(self):
        folder, _ = self.cmake(HERE / "domain", "domain", f"-DCMAKE_PREFIX_PATH={self.prefix('static')}")
        run("cmake", "--build", folder)
        print(run(folder / "consumer"))

    def subdirectory(self):
        folder, _ = self.cmake(HERE / "subdirectory", "subdirectory", f"-DFIRSTLOG_ROOT={self.root}",
                               f"-DFIRSTLOG_WERROR={self.werror}", f"-DSTORY={self.stories / 'story.cpp'}")
        run("cmake", "--build", folder)
        print(run(folder / "consumer"), run(folder / "domain_consumer"))
        self.told(folder / "story")

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

    # The same story from every language.

    @property
    def stories(self):
        return Path(self.root) / "examples" / "story"

    def told(self, *command, kind="static", env=None):
        """Runs a program that tells the story, and compares what it says."""
        libraries = str(self.pkg_config_folder(kind).parent)
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            output = run(*command, Path(folder) / "story.db", env={"LD_LIBRARY_PATH": libraries, **(env or {})})
        if output != (self.stories / "expected.txt").read_text():
            sys.exit(f"{command[0]} tells another story:\n{output}")
        print("the story is the same")

    def pkg_config_folder(self, kind):
        return next(path.parent for path in self.prefix(kind).rglob("firstlog-c.pc"))

    def c(self, kind):
        """C11 by pkg-config and by find_package, against the shared library and the static one."""
        compiler = needed("cc", "gcc", "clang")
        story = self.stories / "story.c"
        folder = self.pkg_config_folder(kind)
        for mode in ([], ["--static"]) if kind == "static" else ([],):
            flags = run("pkg-config", *mode, "--cflags", "--libs", "firstlog-c",
                        env={"PKG_CONFIG_PATH": str(folder)}).split()
            if mode:
                flags[flags.index("-lfirstlog_c")] = str(folder.parent / "libfirstlog_c.a")
            program = self.work / f"story-{kind}{''.join(mode)}"
            run(compiler, "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror", story, *flags,
                "-o", program)
            self.told(program, kind=kind)
        build = self.work / f"c-{kind}"
        shutil.rmtree(build, ignore_errors=True)
        run("cmake", "-S", HERE / "c", "-B", build, "-G", self.generator, f"-DCMAKE_PREFIX_PATH={self.prefix(kind)}",
            f"-DSTORY={story}")
        run("cmake", "--build", build)
        for program in ("story", *(["story_static"] if kind == "static" else [])):
            self.told(build / program, kind=kind)

    def story(self, language):
        source = self.stories
        work = self.work / language
        work.mkdir(parents=True, exist_ok=True)
        folder = self.pkg_config_folder("static")
        libraries = str(folder.parent)
        if language == "go":
            flags = {"CGO_CFLAGS": f"-I{self.prefix('static') / 'include'}", "CGO_LDFLAGS": f"-L{libraries} -lfirstlog_c",
                     "GOCACHE": str(work / "cache"), "CGO_ENABLED": "1"}
            run(needed("go"), "build", "-o", work / "story", source / "story.go", env=flags)
            self.told(work / "story")
        elif language == "rust":
            run(needed("rustc"), source / "story.rs", "-L", libraries, "-l", "firstlog_c", "-o", work / "story")
            self.told(work / "story")
        elif language == "java":
            jar = Path("/usr/share/java/jna.jar")
            if not jar.is_file():
                left_out("JNA (Debian: libjna-java)")
            run(needed("javac"), "-cp", jar, "-d", work, source / "Story.java")
            self.told(needed("java"), "-cp", f"{jar}:{work}", f"-Djna.library.path={libraries}", "Story")
        elif language == "python":
            package = Path(self.build) / "python"
            if not self.python or not any((package / "firstlog").glob("_core*.so")):
                left_out("the Python package, which this build did not make")
            self.told(self.python, source / "story.py", env={"PYTHONPATH": str(package)})
        else:
            node = needed("node")
            if not (work / "node_modules" / "koffi").is_dir():
                done = subprocess.run([needed("npm"), "install", "--no-audit", "--no-fund", "--prefix", str(work), "koffi@2.12.0"],
                                      capture_output=True, text=True)
                if done.returncode != 0:
                    left_out("koffi, which npm did not install")
            self.told(node, source / "story.mjs", env={"FIRSTLOG_KOFFI": str(work / "package.json"),
                                                       "FIRSTLOG_LIBRARY": f"{libraries}/libfirstlog_c.so.0"})

    # Beside other versions of what the library was built with.

    @staticmethod
    def symbols(listing, kinds):
        """Mangled names of these kinds in a listing of nm."""
        lines = (line.split() for line in listing.splitlines())
        return {words[-1] for words in lines if len(words) >= 2 and len(words[-2]) == 1 and words[-2] in kinds}

    def foreign(self):
        """A process may bring other versions of Boost, date and whatever else the library was built with.

        Every function that the library took from headers is defined once more, to end the process: whoever
        calls one of these in place of his own does not tell the story. They stand before and behind the
        library in the order of linking, are preloaded, or are the program's own.
        """
        compiler = needed("cc", "gcc", "clang")
        own = self.symbols(run("nm", "--defined-only", *self.archives()), "WwVvuTDBR")
        others = re.compile(r"_Z\w*(5boost|4date|11flatbuffers|8nlohmann|8firstlog)")
        for kind, library, story, names in (
            # Of the C library even its own C++ may be there a second time.
            ("static", "firstlog_c", "story.c", {name for name in own if others.match(name)}),
            ("shared", "firstlog", "story.cpp", {name for name in own if others.match(name) and "8firstlog" not in name}),
        ):
            libraries = self.pkg_config_folder(kind).parent
            imported = self.symbols(run("nm", "-D", "--undefined-only", libraries / f"lib{library}.so"), "UwV")
            names = sorted(name for name in names - imported if re.fullmatch(r"\w+", name))
            for part in ("5boost", "8nlohmann"):
                if sum(part in name for name in names) < 10:
                    sys.exit(f"{library}: hardly anything of {part} is left to be taken for its own: look again")
            work = self.work / f"foreign-{kind}"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            source = work / "foreign.c"
            source.write_text("#include <stdio.h>\n#include <stdlib.h>\n"
                              "static void end(const char* name) { fprintf(stderr, \"%s was called\\n\", name); _Exit(3); }\n"
                              + "".join(f'void f{i}(void) __asm__("{name}"); void f{i}(void) {{ end("{name}"); }}\n'
                                        for i, name in enumerate(names)))
            run(compiler, "-w", "-fPIC", "-c", source, "-o", work / "foreign.o")
            run(compiler, "-shared", work / "foreign.o", "-o", work / "libforeign.so")
            language = [self.compiler, "-std=c++20"] if story.endswith(".cpp") else [compiler, "-std=c11", "-D_GNU_SOURCE"]
            run(*language, f"-I{self.prefix(kind) / 'include'}", "-fPIC", "-fvisibility=hidden", "-c", self.stories / story,
                "-o", work / "story.o")
            link = [language[0], work / "story.o", f"-L{libraries}", f"-L{work}", "-Wl,--no-as-needed"]
            ours, foreign = f"-l{library}", "-lforeign"
            for name, inputs in (("before", [foreign, ours]), ("behind", [ours, foreign]), ("alone", [ours]),
                                 ("inside", ["-rdynamic", work / "foreign.o", ours])):
                run(*link, *inputs, "-o", work / name)
                env = {"LD_LIBRARY_PATH": f"{libraries}:{work}"}
                if name == "alone":
                    env["LD_PRELOAD"] = str(work / "libforeign.so")
                self.told(work / name, kind=kind, env=env)
            print(f"{library}: {len(names)} names of others' are not taken for its own")

    def archives(self):
        folder = self.pkg_config_folder("static").parent
        return [folder / f"lib{name}.a" for name in ("firstlog", "firstlog_c", "firstlog_conformance")]

    def hidden(self):
        """The shared libraries export nothing of what they were built with."""
        for kind, library in (("static", "firstlog_c"), ("shared", "firstlog_c"), ("shared", "firstlog")):
            path = self.pkg_config_folder(kind).parent / f"lib{library}.so"
            exported = self.symbols(run("nm", "-D", "--defined-only", path), "TDBRWVuwvi")
            leaked = sorted(name for name in exported if re.search(r"N(5boost|4date|11flatbuffers|8nlohmann)", name))
            if leaked:
                sys.exit(f"{library} ({kind}) exports what is not its own:\n" + run("c++filt", *leaked[:20]))
            print(f"{library} ({kind}): {len(exported)} exported names, none of them others'")

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
