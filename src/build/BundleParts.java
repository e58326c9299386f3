import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.DebugElementsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * {@code java BundleParts.java JAR LIB_DIR TO [MAIN_CLASS,CLASS…]}: copies a jar and its libraries, but for native
 * code of other computers than this one. SQLite's library lies beside its jar, in TO/start: so it is not unpacked at each start.
 * With classes only what these can reach, or name in a text; the first is the main class. Libraries with native code, which
 * finds classes by names of its own, are whole.
 */
final class BundleParts {
    private static final Pattern TYPE = Pattern.compile("L([\\w/$-]+);");

    /** Found by name only, and needed: the driver's service, and that of its log, which is none. */
    private static final List<String> BY_NAME =
            List.of("org/sqlite/JDBC", "org/slf4j/nop/NOPServiceProvider");

    private static final String SQLITE = "libsqlitejdbc.so";

    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib|a)");

    public static void main(String[] arguments) throws IOException {
        Path program = Path.of(arguments[0]);
        Path to = Path.of(arguments[2]);
        boolean isWhole = arguments.length == 3;
        Map<Path, Map<String, byte[]>> jars = new LinkedHashMap<>();
        jars.put(program, read(program));
        try (Stream<Path> libraries = Files.list(Path.of(arguments[1]))) {
            for (Path library : libraries.sorted().toList()) {
                jars.put(library, read(library));
            }
        }
        Set<String> reached =
                isWhole
                        ? Set.of()
                        : reached(jars, List.of(arguments[3].replace('.', '/').split(",")));
        Files.createDirectories(to.resolve("lib"));
        StringBuilder classPath = new StringBuilder();
        for (Entry<Path, Map<String, byte[]>> jar : jars.entrySet()) {
            Map<String, byte[]> files = jar.getValue();
            if (jar.getKey().equals(program)) {
                if (!isWhole) {
                    keep(reached, files);
                    dropNames(files, jars.values());
                }
            } else if (isWhole
                    || files.keySet().stream().anyMatch(it -> reached.contains(nameOf(it)))) {
                boolean isNative = files.keySet().stream().anyMatch(it -> NATIVE.matcher(it).matches());
                files.keySet().removeIf(BundleParts::isForeign);
                if (!isWhole && !isNative) {
                    keep(reached, files);
                }
                if (!isWhole) {
                    dropNames(files, jars.values());
                }
                moveSqlite(files, to.resolve("start"));
                classPath.append(" lib/").append(jar.getKey().getFileName());
                write(files, to.resolve("lib").resolve(jar.getKey().getFileName()));
            }
        }
        Map<String, byte[]> own = jars.get(program);
        if (!isWhole) {
            own.put(
                    "META-INF/MANIFEST.MF",
                    manifest(
                            new String(own.get("META-INF/MANIFEST.MF")),
                            arguments[3].split(",")[0],
                            classPath));
        }
        write(own, to.resolve(program.getFileName()));
    }

    private static void keep(Set<String> reached, Map<String, byte[]> files) {
        files.keySet()
                .removeIf(
                        it ->
                                it.endsWith(".class")
                                        && !it.startsWith("META-INF/")
                                        && !reached.contains(nameOf(it)));
    }

    /** Those of local variables, which only a debugger reads: a twelfth of the agent's own classes. */
    private static void dropNames(
            Map<String, byte[]> files, Collection<Map<String, byte[]>> all) {
        ClassHierarchyResolver types =
                ClassHierarchyResolver.ofResourceParsing(
                                it -> {
                                    String name = it.descriptorString();
                                    String file = name.substring(1, name.length() - 1) + ".class";
                                    return all.stream()
                                            .filter(jar -> jar.containsKey(file))
                                            .findFirst()
                                            .map(jar -> new ByteArrayInputStream(jar.get(file)))
                                            .orElse(null);
                                })
                        .orElse(ClassHierarchyResolver.defaultResolver());
        ClassFile classes =
                ClassFile.of(
                        ConstantPoolSharingOption.NEW_POOL,
                        DebugElementsOption.DROP_DEBUG,
                        ClassHierarchyResolverOption.of(types));
        files.replaceAll(
                (name, bytes) ->
                        name.endsWith(".class") && !name.startsWith("META-INF/")
                                ? classes.transformClass(classes.parse(bytes), ClassTransform.ACCEPT_ALL)
                                : bytes);
    }

    private static void moveSqlite(Map<String, byte[]> files, Path to) throws IOException {
        for (String file : List.copyOf(files.keySet())) {
            if (file.startsWith("org/sqlite/native/Linux/") && file.endsWith("/" + SQLITE)) {
                Files.createDirectories(to);
                Files.write(to.resolve(SQLITE), files.remove(file));
            }
        }
    }

    /** The same, with another main class and class path. */
    private static byte[] manifest(String old, String main, CharSequence classPath) {
        StringBuilder text = new StringBuilder();
        for (String line : old.replace("\r\n ", "").lines().toList()) {
            if (!line.startsWith("Class-Path:") && !line.startsWith("Main-Class:") && !line.isBlank()) {
                text.append(line).append("\r\n");
            }
        }
        text.append("Main-Class: ").append(main).append("\r\n");
        String path = "Class-Path:" + classPath;
        for (int at = 0; at < path.length(); at += 70) {
            text.append(at == 0 ? "" : " ").append(path, at, Math.min(path.length(), at + 70));
            text.append("\r\n");
        }
        return text.append("\r\n").toString().getBytes();
    }

    private static boolean isForeign(String file) {
        if (!NATIVE.matcher(file).matches() || !System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        String arch = System.getProperty("os.arch");
        String path = "/" + file.toLowerCase();
        boolean isOurs =
                path.contains("/linux/")
                        && (arch.equals("amd64")
                                ? path.contains("/x86_64/") || path.contains("/amd64/")
                                : path.contains("/" + arch + "/"));
        return !isOurs;
    }

    private static Set<String> reached(Map<Path, Map<String, byte[]>> jars, List<String> roots) {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        jars.values()
                .forEach(files ->
                        files.forEach((name, bytes) -> {
                            if (name.endsWith(".class") && !name.startsWith("META-INF/")) {
                                classes.putIfAbsent(nameOf(name), bytes);
                            }
                        }));
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(BY_NAME);
        open.addAll(roots);
        while (!open.isEmpty()) {
            String name = open.pop();
            byte[] bytes = classes.get(name);
            if (bytes != null && reached.add(name)) {
                for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
                    if (entry instanceof ClassEntry type) {
                        open.push(type.asInternalName().replaceAll("^\\[+L|;$", ""));
                    } else if (entry instanceof StringEntry text) {
                        open.push(text.stringValue().replace('.', '/'));
                    } else if (entry instanceof Utf8Entry text) {
                        Matcher types = TYPE.matcher(text.stringValue());
                        while (types.find()) {
                            open.push(types.group(1));
                        }
                    }
                }
            }
        }
        return reached;
    }

    private static String nameOf(String file) {
        return file.replaceAll("\\.class$", "");
    }

    private static Map<String, byte[]> read(Path jar) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return files;
    }

    private static void write(Map<String, byte[]> files, Path jar) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(file.getValue());
            }
        }
    }

    private BundleParts() {}
}
