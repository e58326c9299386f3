package dev.flysnap.cli;

import dev.flysnap.sqlite.Load;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * The program with an environment of its own, for one command after the other. It starts once: a
 * process for each command would take a second of CPU each.
 */
public final class ProgramProcess implements AutoCloseable {
    /** How a command ended, and what it printed; each at most 64 KB. */
    public record Ended(int exit, String out, String err) {}

    private final Process process;
    private final DataOutputStream commands;
    private final DataInputStream answers;

    private ProgramProcess(Process process) {
        this.process = process;
        this.commands = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.answers = new DataInputStream(process.getInputStream());
    }

    public static ProgramProcess start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(Load.java(ProgramProcess.class))
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ProgramProcess(builder.start());
    }

    public Ended run(String... words) throws IOException {
        commands.writeInt(words.length);
        for (String word : words) {
            commands.writeUTF(word);
        }
        commands.flush();
        return new Ended(answers.readInt(), answers.readUTF(), answers.readUTF());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream stdout = System.out;
        System.setOut(System.err);
        DataInputStream commands = new DataInputStream(System.in);
        DataOutputStream answers = new DataOutputStream(new BufferedOutputStream(stdout));
        try {
            while (true) {
                String[] words = new String[commands.readInt()];
                for (int i = 0; i < words.length; i++) {
                    words[i] = commands.readUTF();
                }
                StringWriter out = new StringWriter();
                StringWriter err = new StringWriter();
                answers.writeInt(
                        Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words));
                answers.writeUTF(out.toString());
                answers.writeUTF(err.toString());
                answers.flush();
            }
        } catch (EOFException closed) {
            System.exit(0);
        }
    }
}
