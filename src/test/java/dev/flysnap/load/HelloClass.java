package dev.flysnap.load;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.List;

/** The least that java does: a class that prints hello. */
final class HelloClass {
    static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Of a class that is written to the folder. */
    static List<String> command(Path folder) throws IOException {
        write(folder);
        return List.of(JAVA, "-cp", folder.toString(), "Hello");
    }

    /** What {@code javac} makes of {@code System.out.println("hello")}. */
    private static void write(Path directory) throws IOException {
        ClassDesc stream = ClassDesc.of("java.io.PrintStream");
        ClassFile.of()
                .buildTo(
                        directory.resolve("Hello.class"),
                        ClassDesc.of("Hello"),
                        type ->
                                type.withMethodBody(
                                        "main",
                                        MethodTypeDesc.of(
                                                ConstantDescs.CD_void,
                                                ConstantDescs.CD_String.arrayType()),
                                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                        code ->
                                                code.getstatic(
                                                                ClassDesc.of("java.lang.System"),
                                                                "out",
                                                                stream)
                                                        .ldc("hello")
                                                        .invokevirtual(
                                                                stream,
                                                                "println",
                                                                MethodTypeDesc.of(
                                                                        ConstantDescs.CD_void,
                                                                        ConstantDescs.CD_String))
                                                        .return_()));
    }

    private HelloClass() {}
}
