package dev.flysnap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/bundle --agent} copies. */
final class BundlePartsTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Where an ELF file says for which processor it is, and what it says for ARM's 64 bits. */
    private static final int MACHINE_AT = 18;

    private static final byte AARCH64 = (byte) 0xB7;

    @TempDir private Path folder;

    @Test
    void anAgentIsWholeHasNothingElseAndTheNativeCodeOfItsProcessor() throws Exception {
        Path libraries = Files.createDirectory(folder.resolve("lib"));
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (part.endsWith(".jar")) {
                Path jar = Path.of(part);
                Files.copy(jar, libraries.resolve(jar.getFileName()));
            }
        }
        Path to = folder.resolve("to");
        said(
                JAVA,
                "-Dos.name=Linux",
                "-Dos.arch=aarch64",
                "src/build/BundleParts.java",
                program().toString(),
                libraries.toString(),
                to.toString(),
                "dev.flysnap.cli.AgentMain");

        String help = said(JAVA, "-jar", to.resolve("flysnap.jar").toString(), "agent", "--help");
        assertTrue(help.startsWith("Usage: flysnap agent"), help);
        List<String> classes = entries(to.resolve("flysnap.jar"));
        assertTrue(classes.contains("dev/flysnap/agent/Agent.class"));
        assertFalse(classes.stream().anyMatch(it -> it.matches("dev/flysnap/sim/.*class")));
        List<String> copied;
        try (Stream<Path> files = Files.list(to.resolve("lib"))) {
            copied = files.map(Path::toString).toList();
        }
        assertFalse(
                copied.stream().anyMatch(it -> it.matches(".*(okhttp|okio|kotlin|progressbar).*")),
                copied.toString());
        String zstd =
                copied.stream().filter(it -> it.contains("zstd-jni")).findFirst().orElseThrow();
        assertEquals(
                List.of("linux/aarch64"),
                entries(Path.of(zstd)).stream()
                        .filter(it -> it.matches(".*\\.(so|dll|dylib)"))
                        .map(it -> it.substring(0, it.lastIndexOf('/')))
                        .toList());
        assertEquals(AARCH64, Files.readAllBytes(to.resolve("start/libsqlitejdbc.so"))[MACHINE_AT]);
    }

    private Path program() throws IOException {
        Path classes = Path.of("target/classes");
        Path jar = folder.resolve("flysnap.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    private static List<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }

    private static String said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
