import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code java PlainClasses.java CLASSES_DIR CLASS_PATH}: gives the compiled classes plain code for what
 * the compiler leaves to the first call: {@code equals}, {@code hashCode} and {@code toString} of
 * records, and switches over types; and {@link PlainFields} for reflection. At run time java writes and links several classes for each, at
 * each start anew, as its start-up cache does not keep them: that was a quarter of a short command.
 */
final class PlainClasses {
    private static final String RECORDS = "Ljava/lang/runtime/ObjectMethods;";
    private static final String SWITCHES = "Ljava/lang/runtime/SwitchBootstraps;";
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final ClassDesc TEXT = ClassDesc.of("java.lang.StringBuilder");
    private static final int HASH_FACTOR = 31;

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        List<URL> path = new ArrayList<>();
        for (String part : arguments[1].split(java.io.File.pathSeparator)) {
            path.add(Path.of(part).toUri().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(path.toArray(URL[]::new));
                Stream<Path> files = Files.walk(directory)) {
            ClassFile classes =
                    ClassFile.of(
                            ConstantPoolSharingOption.NEW_POOL,
                            ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(loader)
                                            .orElse(ClassHierarchyResolver.defaultResolver())));
            for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList()) {
                ClassModel compiled = classes.parse(file);
                byte[] plain = new PlainClasses(compiled).plain(classes, new PlainFields(directory, compiled).transform());
                if (plain.length > 0) {
                    Files.write(file, plain);
                }
            }
        }
    }

    private final ClassModel type;
    private final ClassDesc name;
    private final List<Added> added = new ArrayList<>();

    /** A method in place of what would be written at run time. */
    private record Added(String name, InvokeDynamicInstruction call) {}

    private PlainClasses(ClassModel type) {
        this.type = type;
        this.name = type.thisClass().asSymbol();
    }

    /** Empty where there is nothing to change. */
    private byte[] plain(ClassFile classes, Optional<ClassTransform> more) {
        CodeTransform calls =
                (code, element) -> {
                    if (element instanceof InvokeDynamicInstruction call && isChanged(call)) {
                        Added method = new Added("plain$%d$%s".formatted(added.size(), call.name().stringValue()), call);
                        added.add(method);
                        code.invokestatic(name, method.name(), call.typeSymbol(), isInterface());
                    } else {
                        code.with(element);
                    }
                };
        ClassTransform plain =
                ClassTransform.transformingMethodBodies(
                                method -> method.code().stream()
                                                .flatMap(it -> it.elementStream())
                                                .anyMatch(it -> it instanceof InvokeDynamicInstruction call && isChanged(call)),
                                calls)
                        .andThen(ClassTransform.endHandler(builder -> added.forEach(it -> add(it, builder))));
        byte[] changed = classes.transformClass(type, more.map(plain::andThen).orElse(plain));
        return added.isEmpty() && more.isEmpty() ? new byte[0] : changed;
    }

    private boolean isInterface() {
        return type.flags().has(AccessFlag.INTERFACE);
    }

    private static boolean isChanged(InvokeDynamicInstruction call) {
        return switch (call.bootstrapMethod().owner().descriptorString()) {
            case RECORDS -> true;
            // The others are switches over constants beside types.
            case SWITCHES ->
                    call.name().equalsString("typeSwitch")
                            && call.bootstrapArgs().stream()
                                    .allMatch(it -> it instanceof ClassDesc label && !label.isPrimitive());
            default -> false;
        };
    }

    private void add(Added method, ClassBuilder builder) {
        builder.withMethodBody(
                method.name(),
                method.call().typeSymbol(),
                ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                code -> {
                    switch (method.call().name().stringValue()) {
                        case "equals" -> equals(fields(method.call()), code);
                        case "hashCode" -> hashCode(fields(method.call()), code);
                        case "toString" -> toString(fields(method.call()), code);
                        default -> typeSwitch(method.call().bootstrapArgs(), code);
                    }
                });
    }

    /** Their getters follow the record's class and the names of its components. */
    private static List<DirectMethodHandleDesc> fields(InvokeDynamicInstruction call) {
        return call.bootstrapArgs().stream().skip(2).map(DirectMethodHandleDesc.class::cast).toList();
    }

    private void load(DirectMethodHandleDesc field, int local, CodeBuilder code) {
        code.aload(local).getfield(name, field.methodName(), typeOf(field));
    }

    private static ClassDesc typeOf(DirectMethodHandleDesc field) {
        return field.invocationType().returnType();
    }

    private void equals(List<DirectMethodHandleDesc> fields, CodeBuilder code) {
        Label same = code.newLabel();
        Label different = code.newLabel();
        code.aload(0).aload(1).if_acmpeq(same);
        code.aload(1).instanceOf(name).ifeq(different).aload(1).checkcast(name).astore(2);
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc type = typeOf(field);
            load(field, 0, code);
            load(field, 2, code);
            switch (TypeKind.from(type)) {
                case BOOLEAN, BYTE, SHORT, CHAR, INT -> code.if_icmpne(different);
                case LONG -> code.lcmp().ifne(different);
                case FLOAT, DOUBLE ->
                        code.invokestatic(boxed(type), "compare", MethodTypeDesc.of(CD_int, type, type))
                                .ifne(different);
                default ->
                        code.invokestatic(OBJECTS, "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object))
                                .ifeq(different);
            }
        }
        code.labelBinding(same).iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
    }

    private void hashCode(List<DirectMethodHandleDesc> fields, CodeBuilder code) {
        code.iconst_0();
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc type = typeOf(field);
            code.bipush(HASH_FACTOR).imul();
            load(field, 0, code);
            if (type.isPrimitive()) {
                code.invokestatic(boxed(type), "hashCode", MethodTypeDesc.of(CD_int, type));
            } else {
                code.invokestatic(OBJECTS, "hashCode", MethodTypeDesc.of(CD_int, CD_Object));
            }
            code.iadd();
        }
        code.ireturn();
    }

    private void toString(List<DirectMethodHandleDesc> fields, CodeBuilder code) {
        code.new_(TEXT).dup().invokespecial(TEXT, "<init>", MethodTypeDesc.ofDescriptor("()V"));
        String before = simpleName() + "[";
        for (DirectMethodHandleDesc field : fields) {
            append(before + field.methodName() + "=", code);
            load(field, 0, code);
            ClassDesc type = typeOf(field);
            append(
                    switch (TypeKind.from(type)) {
                        case BYTE, SHORT -> CD_int;
                        case REFERENCE -> CD_Object;
                        default -> type;
                    },
                    code);
            before = ", ";
        }
        append(fields.isEmpty() ? before + "]" : "]", code);
        code.invokevirtual(TEXT, "toString", MethodTypeDesc.of(CD_String)).areturn();
    }

    private static void append(String text, CodeBuilder code) {
        code.loadConstant(text);
        append(CD_String, code);
    }

    private static void append(ClassDesc type, CodeBuilder code) {
        code.invokevirtual(TEXT, "append", MethodTypeDesc.of(TEXT, type));
    }

    static ClassDesc boxed(ClassDesc primitive) {
        return switch (TypeKind.from(primitive)) {
            case BOOLEAN -> ClassDesc.of("java.lang.Boolean");
            case BYTE -> ClassDesc.of("java.lang.Byte");
            case SHORT -> ClassDesc.of("java.lang.Short");
            case CHAR -> ClassDesc.of("java.lang.Character");
            case INT -> ClassDesc.of("java.lang.Integer");
            case LONG -> ClassDesc.of("java.lang.Long");
            case FLOAT -> ClassDesc.of("java.lang.Float");
            case DOUBLE -> ClassDesc.of("java.lang.Double");
            default -> throw new IllegalArgumentException(primitive.displayName());
        };
    }

    private String simpleName() {
        Optional<String> inner =
                type.elementStream()
                        .filter(InnerClassesAttribute.class::isInstance)
                        .flatMap(it -> ((InnerClassesAttribute) it).classes().stream())
                        .filter(it -> it.innerClass().asSymbol().equals(name))
                        .flatMap(it -> it.innerName().stream())
                        .map(it -> it.stringValue())
                        .findFirst();
        return inner.orElse(name.displayName());
    }

    /** The number of the first label that the value is an instance of, from the one that is asked for. */
    private static void typeSwitch(List<ConstantDesc> labels, CodeBuilder code) {
        Label present = code.newLabel();
        code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
        for (int label = 0; label < labels.size(); label++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(label).if_icmpgt(next);
            code.aload(0).instanceOf((ClassDesc) labels.get(label)).ifeq(next);
            code.loadConstant(label).ireturn().labelBinding(next);
        }
        code.loadConstant(labels.size()).ireturn();
    }
}
