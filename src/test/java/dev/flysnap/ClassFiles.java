package dev.flysnap;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What class files name, as it stands in them: reading them as ArchUnit does takes seconds. */
public final class ClassFiles {

    /**
     * The files that name a class, of those that one is among.
     *
     * @param among a class of the program, or a test
     */
    public static List<Path> thatName(Class<?> named, Class<?> among) throws Exception {
        String name = named.getName().replace('.', '/');
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(rootOf(among))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(name)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /** The class that a file is of, without its initialization. */
    public static Class<?> load(Path file, Class<?> among) throws Exception {
        String path = rootOf(among).relativize(file).toString();
        String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
        return Class.forName(name, false, among.getClassLoader());
    }

    private static Path rootOf(Class<?> among) throws Exception {
        return Path.of(among.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private ClassFiles() {}
}
