import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * {@code java ModernClasses.java JAR}: raises the version of old class files in a jar, and computes
 * the stack maps that the newer version asks for. Java's start-up cache passes over classes below
 * version 50 (picocli's are 49), and each start would parse and verify them again.
 */
final class ModernClasses {
    private static final int NEWEST_OLD_VERSION = 49;
    private static final ClassFileVersion RAISED =
            ClassFileVersion.of(ClassFile.JAVA_17_VERSION, 0);

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Map<String, byte[]> files = read(jar);
        ClassFile classes =
                ClassFile.of(
                        StackMapsOption.GENERATE_STACK_MAPS,
                        ClassFile.ClassHierarchyResolverOption.of(hierarchyOf(files)));
        int raised = 0;
        for (Entry<String, byte[]> file : files.entrySet()) {
            // The modern ones of the same jar are below META-INF, for modules.
            if (file.getKey().endsWith(".class") && version(file.getValue()) <= NEWEST_OLD_VERSION) {
                file.setValue(raised(classes, file.getValue()));
                raised++;
            }
        }
        if (raised > 0) {
            write(files, jar);
        }
    }

    private static int version(byte[] classFile) {
        return (classFile[6] & 0xff) << 8 | classFile[7] & 0xff;
    }

    private static byte[] raised(ClassFile classes, byte[] old) {
        ClassTransform version =
                (builder, element) ->
                        builder.with(element instanceof ClassFileVersion ? RAISED : element);
        // Bodies that nothing is done to would be copied, without stack maps.
        return classes.transformClass(
                classes.parse(old),
                version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }

    private static ClassHierarchyResolver hierarchyOf(Map<String, byte[]> files) {
        return ClassHierarchyResolver.ofResourceParsing(
                        (ClassDesc type) -> {
                            String descriptor = type.descriptorString();
                            byte[] found =
                                    files.get(
                                            descriptor.substring(1, descriptor.length() - 1)
                                                    + ".class");
                            return found == null ? null : new ByteArrayInputStream(found);
                        })
                .orElse(ClassHierarchyResolver.defaultResolver());
    }

    static Map<String, byte[]> read(Path jar) throws IOException {
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

    static void write(Map<String, byte[]> files, Path jar) throws IOException {
        Path whole = jar.resolveSibling(jar.getFileName() + ".new");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(whole))) {
            for (Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                // The same jar from the same jar.
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(file.getValue());
            }
        }
        Files.move(whole, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    private ModernClasses() {}
}
