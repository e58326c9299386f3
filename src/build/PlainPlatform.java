import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * {@code java PlainPlatform.java JAR}: lets OkHttp take for granted that Conscrypt, Bouncy Castle and OpenJSSE are not in use:
 * flysnap has none of them. To find it out OkHttp makes all of java's security providers, a quarter of a short command that
 * needs none of them, such as over Fly's private network.
 */
final class PlainPlatform {
    private static final String CLASS = "okhttp3/internal/platform/PlatformRegistry.class";
    private static final Set<String> QUESTIONS =
            Set.of("isConscryptPreferred", "isBouncyCastlePreferred", "isOpenJSSEPreferred");

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Map<String, byte[]> files = ModernClasses.read(jar);
        byte[] found = Objects.requireNonNull(files.get(CLASS), CLASS);
        ClassFile classes = ClassFile.of();
        byte[] plain =
                classes.transformClass(
                        classes.parse(found),
                        (type, element) -> {
                            if (element instanceof MethodModel method && QUESTIONS.contains(method.methodName().stringValue())) {
                                type.transformMethod(method, (body, part) -> {
                                    if (part instanceof CodeModel) {
                                        body.withCode(code -> code.iconst_0().ireturn());
                                    } else {
                                        body.with(part);
                                    }
                                });
                            } else {
                                type.with(element);
                            }
                        });
        files.put(CLASS, plain);
        ModernClasses.write(files, jar);
    }

    private PlainPlatform() {}
}
