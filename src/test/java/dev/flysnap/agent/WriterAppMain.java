package dev.flysnap.agent;

import dev.flysnap.sqlite.WriterMain;

/**
 * {@code WriterAppMain ACKS DATABASE [SECOND_DATABASE]}: an app that commits until it is ended.
 * Each process notes what it has committed in {@code ACKS-PID.0}.
 */
final class WriterAppMain {
    public static void main(String[] arguments) throws Exception {
        String[] writer = new String[arguments.length + 3];
        writer[0] = "%s-%d".formatted(arguments[0], ProcessHandle.current().pid());
        writer[1] = "0";
        writer[2] = "1";
        writer[3] = "NORMAL";
        System.arraycopy(arguments, 1, writer, 4, arguments.length - 1);
        WriterMain.main(writer);
    }

    private WriterAppMain() {}
}
