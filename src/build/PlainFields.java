import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Interfaces;
import java.lang.classfile.Label;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Gives a class with fields that picocli fills the methods of {@code dev.flysnap.cli.stored.PlainFields}. */
record PlainFields(Path directory, ClassModel type) {
    private static final ClassDesc INTERFACE = ClassDesc.of("dev.flysnap.cli.stored.PlainFields");
    private static final String ANNOTATIONS = "Lpicocli/CommandLine$";
    private static final String METHOD = "plainField";
    private static final MethodTypeDesc GET = MethodTypeDesc.of(CD_Object, CD_String);
    private static final MethodTypeDesc SET = MethodTypeDesc.of(CD_void, CD_String, CD_Object);

    /** Empty where it has none. */
    Optional<ClassTransform> transform() {
        List<FieldModel> fields = fields(type);
        if (fields.isEmpty() || type.interfaces().stream().anyMatch(it -> it.asSymbol().equals(INTERFACE))) {
            return Optional.empty();
        }
        ClassTransform others = ClassTransform.dropping(Interfaces.class::isInstance);
        return Optional.of(
                others.andThen(
                        ClassTransform.endHandler(builder -> {
                            builder.withInterfaceSymbols(
                                            Stream.concat(
                                                            type.interfaces().stream().map(it -> it.asSymbol()),
                                                            Stream.of(INTERFACE))
                                                    .toList())
                                    .withMethodBody(METHOD, GET, ClassFile.ACC_PUBLIC, code -> method(fields, code, GET, this::get))
                                    .withMethodBody(METHOD, SET, ClassFile.ACC_PUBLIC, code -> method(fields, code, SET, this::set));
                        })));
    }

    private static List<FieldModel> fields(ClassModel type) {
        return type.fields().stream()
                .filter(it -> !it.flags().has(AccessFlag.STATIC) && !it.flags().has(AccessFlag.FINAL))
                .filter(PlainFields::isFilled)
                .toList();
    }

    private static boolean isFilled(FieldModel field) {
        return field.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(it -> it.annotations().stream())
                .anyMatch(it -> it.className().stringValue().startsWith(ANNOTATIONS));
    }

    private void method(
            List<FieldModel> fields, CodeBuilder code, MethodTypeDesc signature, BiConsumer<FieldModel, CodeBuilder> access) {
        for (FieldModel field : fields) {
            Label next = code.newLabel();
            code.aload(1)
                    .loadConstant(type.thisClass().asInternalName().replace('/', '.') + "." + field.fieldName().stringValue())
                    .invokevirtual(CD_String, "equals", MethodTypeDesc.of(CD_boolean, CD_Object))
                    .ifeq(next);
            access.accept(field, code);
            code.labelBinding(next);
        }
        ClassEntry parent = type.superclass().orElseThrow();
        if (hasFields(parent)) {
            code.aload(0).aload(1);
            if (signature.equals(SET)) {
                code.aload(2).invokespecial(parent.asSymbol(), METHOD, signature).return_();
            } else {
                code.invokespecial(parent.asSymbol(), METHOD, signature).areturn();
            }
        } else {
            ClassDesc unknown = ClassDesc.of("java.lang.IllegalArgumentException");
            code.new_(unknown).dup().aload(1)
                    .invokespecial(unknown, "<init>", MethodTypeDesc.of(CD_void, CD_String))
                    .athrow();
        }
    }

    private boolean hasFields(ClassEntry name) {
        Path file = directory.resolve(name.asInternalName() + ".class");
        try {
            if (!Files.exists(file)) {
                return false;
            }
            ClassModel model = ClassFile.of().parse(file);
            return !fields(model).isEmpty() || model.superclass().filter(this::hasFields).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void get(FieldModel field, CodeBuilder code) {
        ClassDesc of = field.fieldTypeSymbol();
        code.aload(0).getfield(type.thisClass().asSymbol(), field.fieldName().stringValue(), of);
        if (of.isPrimitive()) {
            ClassDesc boxed = PlainClasses.boxed(of);
            code.invokestatic(boxed, "valueOf", MethodTypeDesc.of(boxed, of));
        }
        code.areturn();
    }

    private void set(FieldModel field, CodeBuilder code) {
        ClassDesc of = field.fieldTypeSymbol();
        ClassDesc boxed = of.isPrimitive() ? PlainClasses.boxed(of) : of;
        code.aload(0).aload(2).checkcast(boxed);
        if (of.isPrimitive()) {
            code.invokevirtual(boxed, of.displayName() + "Value", MethodTypeDesc.of(of));
        }
        code.putfield(type.thisClass().asSymbol(), field.fieldName().stringValue(), of).return_();
    }
}
