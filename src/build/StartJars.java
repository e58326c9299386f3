import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * {@code java StartJars.java JAR LOADED DIR}: puts the classes that short commands load into one jar, to stand before the
 * program's own on the class path. For each jar with a class in its start-up cache java reads a manifest and makes a URL at each
 * start: a tenth of a short command. LOADED is what {@code -Xlog:class+load} says of such commands. The files that they read stand
 * in a jar of their own, since java reads the whole index of each jar that it looks for one in.
 */
final class StartJars {
    /** Which files of a library are those for this version. {@code bin/flysnap} says the same to java. */
    private static final Runtime.Version LIBRARIES = Runtime.Version.parse("21");

    /** SQLite's driver looks for its version when it looks for its library. */
    private static final String FILE = "META-INF/maven/org.xerial/sqlite-jdbc/pom.properties";

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path directory = Path.of(arguments[2]);
        List<String> classes =
                Files.readAllLines(Path.of(arguments[1])).stream()
                        .map(it -> it.substring(0, Math.max(0, it.indexOf(' '))).replace('.', '/') + ".class")
                        .toList();
        Attributes manifest;
        SequencedMap<String, byte[]> loaded = new TreeMap<>();
        SequencedMap<String, byte[]> files = new TreeMap<>();
        try (JarFile program = open(jar)) {
            manifest = program.getManifest().getMainAttributes();
        }
        for (Path each : classPath(jar, manifest)) {
            try (JarFile one = open(each)) {
                for (String name : classes) {
                    add(name, one, loaded);
                }
                add(FILE, one, files);
            }
        }
        // The program asks for its version.
        String version = Attributes.Name.IMPLEMENTATION_VERSION.toString();
        String few = "Manifest-Version: 1.0\n%s: %s\n".formatted(version, manifest.getValue(version));
        loaded.put(JarFile.MANIFEST_NAME, few.getBytes(StandardCharsets.UTF_8));
        write(loaded, directory.resolve("classes.jar"));
        write(files, directory.resolve("files.jar"));
    }

    private static JarFile open(Path jar) throws IOException {
        return new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, LIBRARIES);
    }

    private static List<Path> classPath(Path jar, Attributes manifest) {
        List<Path> path = new ArrayList<>(List.of(jar));
        Arrays.stream(manifest.getValue(Attributes.Name.CLASS_PATH).split(" ")).map(jar::resolveSibling).forEach(path::add);
        return path;
    }

    private static void add(String name, JarFile from, SequencedMap<String, byte[]> to) throws IOException {
        JarEntry entry = from.getJarEntry(name);
        if (entry != null && !to.containsKey(name)) {
            to.put(name, from.getInputStream(entry).readAllBytes());
        }
    }

    private static void write(SequencedMap<String, byte[]> files, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (var each : files.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                // When it was packed is nobody's business.
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(each.getValue());
            }
        }
    }

    private StartJars() {}
}
