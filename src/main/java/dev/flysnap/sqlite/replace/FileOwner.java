package dev.flysnap.sqlite.replace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Owner, group and mode of a database: the app has to be able to use the one that replaces it. */
final class FileOwner {
    private static final String OWNER = "unix:uid";
    private static final String GROUP = "unix:gid";

    /** Gives {@code to} those of {@code from}. */
    static void copy(Path from, Path to) throws IOException {
        for (String attribute : new String[] {OWNER, GROUP}) {
            Object wanted = Files.getAttribute(from, attribute);
            if (!wanted.equals(Files.getAttribute(to, attribute))) {
                Path _ = Files.setAttribute(to, attribute, wanted);
            }
        }
        Path _ = Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }

    private FileOwner() {}
}
