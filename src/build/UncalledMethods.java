import java.io.ByteArrayInputStream;
import java.lang.classfile.Annotation;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.DebugElementsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.classfile.attribute.SourceDebugExtensionAttribute;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.reflect.AccessFlag;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes static methods out of classes that no class calls: Kotlin's library has thousands, in a few classes that are loaded
 * for one of them. A method stays if any class refers to one of its name and type, or has its name as a text. What only a
 * debugger or Kotlin's own reflection would read goes, too; line numbers stay.
 */
final class UncalledMethods {
    /** Called by java itself. */
    private static final Set<String> BY_JAVA = Set.of("<clinit>", "main", "values", "valueOf", "provider");

    private static final Set<String> NOTES =
            Set.of("Lkotlin/Metadata;", "Lkotlin/jvm/internal/SourceDebugExtension;");

    private final ClassFile classes;

    /**
     * @param known of all classes, by name
     */
    UncalledMethods(Map<String, byte[]> known) {
        classes =
                ClassFile.of(
                        ConstantPoolSharingOption.NEW_POOL,
                        DebugElementsOption.DROP_DEBUG,
                        ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(
                                                it ->
                                                        Optional.ofNullable(known.get(nameOf(it.descriptorString())))
                                                                .map(ByteArrayInputStream::new)
                                                                .orElse(null))
                                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    private static String nameOf(String descriptor) {
        return descriptor.substring(1, descriptor.length() - 1);
    }

    /** Without what only debuggers read. */
    byte[] plain(byte[] type) {
        return without(classes.parse(type), _ -> false);
    }

    /** What the classes refer to: names with types, and texts. */
    Set<String> named(Collection<byte[]> all) {
        Set<String> named = new HashSet<>(BY_JAVA);
        for (byte[] one : all) {
            for (PoolEntry entry : classes.parse(one).constantPool()) {
                if (entry instanceof NameAndTypeEntry member) {
                    named.add(member.name().stringValue() + member.type().stringValue());
                } else if (entry instanceof StringEntry text) {
                    named.add(text.stringValue());
                }
            }
        }
        return named;
    }

    /** The same class where nothing has to go. */
    byte[] withoutUnnamed(byte[] type, Set<String> named) {
        ClassModel model = classes.parse(type);
        Predicate<MethodModel> unnamed =
                method ->
                        method.flags().has(AccessFlag.STATIC)
                                && !named.contains(method.methodName().stringValue())
                                && !named.contains(method.methodName().stringValue() + method.methodType().stringValue());
        return model.methods().stream().anyMatch(unnamed) ? without(model, unnamed) : type;
    }

    private byte[] without(ClassModel type, Predicate<MethodModel> unwanted) {
        return classes.transformClass(
                type,
                (builder, element) -> {
                    switch (element) {
                        case MethodModel method when unwanted.test(method) -> {}
                        case SourceDebugExtensionAttribute _ -> {}
                        case RuntimeVisibleAnnotationsAttribute annotations -> copy(annotations, builder);
                        case ClassElement other -> builder.with(other);
                    }
                });
    }

    private static void copy(RuntimeVisibleAnnotationsAttribute annotations, ClassBuilder to) {
        List<Annotation> kept =
                annotations.annotations().stream()
                        .filter(it -> !NOTES.contains(it.className().stringValue()))
                        .toList();
        if (!kept.isEmpty()) {
            to.with(RuntimeVisibleAnnotationsAttribute.of(kept));
        }
    }
}
