import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * {@code java TestStart.java CLASSES_DIR FOLDER CLASS_PATH}: packs the compiled classes, and lets java learn from the
 * training of the program's start-up cache, for the hundreds of programs that tests start. It works beside the
 * compiler, which leaves a core idle. Without what it makes, tests do as well and take longer.
 */
final class TestStart {
    private static final long LONGEST_SECONDS = 120;
    private static final int LOWEST_PORT = 20_000;
    private static final int PORTS = 10_000;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[1]);
        Path learning = folder.resolve("learning");
        Path cache = folder.resolve("aot");
        Path jar = folder.resolve("classes.jar");
        Path ready = folder.resolve("path");
        Files.createDirectories(learning.resolve("start"));
        Files.deleteIfExists(ready);
        Files.deleteIfExists(cache);
        pack(Path.of(arguments[0]), jar);
        String path =
                Stream.concat(
                                Stream.of(jar.toString()),
                                Stream.of(arguments[2].split(File.pathSeparator)).filter(it -> it.endsWith(".jar")))
                        .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder training =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Djdk.util.jar.version=21",
                                "-Djava.locale.providers=FALLBACK",
                                "-Djdk.reflect.useNativeAccessorOnly=true",
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:-BytecodeVerificationRemote",
                                "-XX:+AOTClassLinking",
                                "-XX:-AOTRecordTraining",
                                "-XX:-AOTReplayTraining",
                                "-Dorg.sqlite.tmpdir=" + learning,
                                "-DZstdTempFolder=" + learning,
                                "-XX:AOTCacheOutput=" + cache,
                                "-cp",
                                path,
                                "dev.flysnap.cli.StartTraining",
                                learning.toString(),
                                learning.resolve("start").toString(),
                                "aot")
                        .directory(learning.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(learning.resolve("log").toFile());
        training.environment().remove("JAVA_TOOL_OPTIONS");
        training.environment().put("FLY_API_TOKEN", "training");
        training.environment()
                .put(
                        "FLY_FLAPS_BASE_URL",
                        "http://127.0.0.1:" + (LOWEST_PORT + ProcessHandle.current().pid() % PORTS));
        Process java = training.start();
        if (!java.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            java.destroyForcibly().waitFor();
        }
        if (java.exitValue() == 0 && Files.exists(cache)) {
            Path whole = Files.writeString(folder.resolve("path.new"), path);
            Files.move(whole, ready, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Nothing is compressed: it is read more often than it is written. */
    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            packed.setLevel(0);
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                packed.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
    }

    private TestStart() {}
}
