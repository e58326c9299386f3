package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Signals to other processes, by the shell's own kill: not every computer has the program. */
public final class Signals {

    /**
     * Sends one.
     *
     * @param name such as INT
     * @param target a process, or with a minus sign before it a group of them
     */
    public static void send(String name, String target) throws Exception {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s " + name + " -- " + target).start();
        assertEquals(0, kill.waitFor());
    }

    public static void send(String name, ProcessHandle target) throws Exception {
        send(name, String.valueOf(target.pid()));
    }

    private Signals() {}
}
