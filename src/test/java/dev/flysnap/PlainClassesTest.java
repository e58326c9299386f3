package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.File;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build makes of records and of switches over types. */
public final class PlainClassesTest {
    @TempDir private Path folder;

    sealed interface Shape {}

    /** Of each type that a component can have. */
    @SuppressWarnings("ArrayRecordComponent")
    record Everything(
            boolean a,
            byte b,
            short c,
            char d,
            int e,
            long f,
            float g,
            double h,
            @Nullable String i,
            int[] j)
            implements Shape {
        private static final int[] ITEMS = {1, 2};

        static Everything of(double h, @Nullable String i) {
            return new Everything(true, (byte) -1, (short) 2, 'x', 3, 1L << 40, -0.0f, h, i, ITEMS);
        }
    }

    record Empty() implements Shape {}

    record Generic<T>(T value) implements Shape {}

    /** Says what all of them answer. */
    public static final class Answers implements Supplier<List<Object>> {
        @Override
        public List<Object> get() {
            List<Shape> shapes =
                    List.of(
                            Everything.of(0.0, null),
                            Everything.of(-0.0, null),
                            Everything.of(Double.NaN, "text"),
                            new Empty(),
                            new Generic<>("text"),
                            new Generic<>(List.of(1)));
            List<Object> answers = new ArrayList<>();
            for (Shape one : shapes) {
                answers.add(one.toString().replaceAll("@\\w+", "@"));
                answers.add(named(one));
                for (Shape other :
                        List.of(
                                Everything.of(0.0, null),
                                Everything.of(Double.NaN, "text"),
                                new Empty(),
                                new Generic<>("text"))) {
                    answers.add(one.equals(other));
                    answers.add(one.hashCode() == other.hashCode());
                }
            }
            answers.add(new Generic<>("text").hashCode());
            answers.add(new Empty().hashCode());
            answers.add(named(null));
            return answers;
        }

        private static String named(@Nullable Shape shape) {
            return switch (shape) {
                case null -> "none";
                case Generic<?>(String text) when text.isEmpty() -> "no text";
                case Generic<?>(String text) -> text;
                case Generic<?> _ -> "generic";
                case Everything it when Double.isNaN(it.h()) -> "not a number";
                case Everything _ -> "everything";
                case Empty _ -> "empty";
            };
        }
    }

    @Test
    void plainCodeAnswersAsTheCompilersDoes() throws Exception {
        Path compiled =
                Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
        Path copied = Files.createDirectories(folder.resolve("dev/flysnap"));
        try (Stream<Path> files = Files.list(compiled.resolve("dev/flysnap"))) {
            for (Path file :
                    files.filter(it -> it.getFileName().toString().startsWith("PlainClassesTest"))
                            .toList()) {
                Files.copy(file, copied.resolve(file.getFileName()));
            }
        }
        Process tool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "src/build/PlainClasses.java",
                                folder.toString(),
                                folder + File.pathSeparator + System.getProperty("java.class.path"))
                        .inheritIO()
                        .start();
        assertEquals(0, tool.waitFor());
        assertNotEquals(0, callsLinkedLate(compiled.resolve("dev/flysnap")));
        assertEquals(0, callsLinkedLate(copied));
        try (URLClassLoader plain =
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Supplier<?> answers =
                    (Supplier<?>)
                            plain.loadClass(Answers.class.getName())
                                    .getDeclaredConstructor()
                                    .newInstance();
            assertEquals(new Answers().get(), answers.get());
        }
    }

    private static long callsLinkedLate(Path directory) throws Exception {
        long calls = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(it -> it.getFileName().toString().startsWith("PlainClassesTest"))
                            .toList()) {
                calls +=
                        ClassFile.of().parse(file).methods().stream()
                                .flatMap(it -> it.code().stream())
                                .flatMap(it -> it.elementStream())
                                .filter(it ->
                                        it instanceof InvokeDynamicInstruction call
                                                && call.bootstrapMethod()
                                                        .owner()
                                                        .packageName()
                                                        .equals("java.lang.runtime"))
                                .count();
            }
        }
        return calls;
    }
}
