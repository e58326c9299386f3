package dev.flysnap.problem;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a file, a connection, a program or SQLite failed, in words for the user: those of Java and of
 * libraries are for programmers, and name classes.
 */
public final class FailureText {
    private static final String UNKNOWN = "the system gives no reason";
    private static final int MAX_CAUSES = 10;

    /** Such as {@code [SQLITE_ERROR] SQL error or missing database (no such table: orders)}. */
    private static final Pattern SQLITE = Pattern.compile("\\[SQLITE_\\w+] [^(]*\\((.*)\\)");

    /** Such as {@code Failed to connect to localhost/127.0.0.1:4280}. */
    private static final Pattern ADDRESS = Pattern.compile("Failed to connect to .*?/?([^/]+)");

    private static final Pattern PROGRAM =
            Pattern.compile(
                    "Cannot run program \"(.*?)\".*?(?:error=\\d+, |Exec failed, error: \\d+ \\()([^()]*)\\)?.*");
    private static final Pattern CLASS_NAME =
            Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}[A-Z]\\w*(?:Exception|Error)(?:: )?");

    /** No sentence: it goes after a colon or into brackets. */
    public static String of(Throwable failure) {
        return causes(failure)
                .flatMap(it -> known(it).stream())
                .findFirst()
                .orElseGet(() -> plain(failure));
    }

    /** Of a failed file or connection; the causes of others are why they have their own words. */
    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.<Throwable>iterate(failure, it -> isIo(it), Throwable::getCause)
                .limit(MAX_CAUSES);
    }

    private static boolean isIo(@Nullable Throwable failure) {
        return failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof DirectoryIteratorException;
    }

    private static Optional<String> known(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException e -> Optional.of(e.getFile() + " does not exist");
            case AccessDeniedException e -> Optional.of("no permission for " + e.getFile());
            case FileAlreadyExistsException e -> Optional.of(e.getFile() + " exists already");
            case NotDirectoryException e -> Optional.of(e.getFile() + " is not a directory");
            case FileSystemException e when e.getReason() != null ->
                    Optional.of(e.getFile() + ": " + e.getReason());
            case UnknownHostException e ->
                    Optional.of("the host name of \"%s\" is not known".formatted(e.getMessage()));
            case ConnectException e -> Optional.of(refused(e));
            case EOFException _ -> Optional.of("the other side closed the connection");
            case InterruptedIOException _ -> Optional.of("no answer came in time");
            default -> Optional.empty();
        };
    }

    /** OkHttp names the address, and its cause the reason. */
    private static String refused(ConnectException failure) {
        Throwable reason = failure.getCause() instanceof IOException cause ? cause : failure;
        String said = Objects.requireNonNullElse(reason.getMessage(), "Connection refused");
        Matcher address = ADDRESS.matcher(Objects.requireNonNullElse(failure.getMessage(), ""));
        return address.matches() ? address.group(1) + ": " + said : said;
    }

    private static String plain(Throwable failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        Matcher sqlite = SQLITE.matcher(message);
        if (sqlite.matches()) {
            return sqlite.group(1);
        }
        Matcher program = PROGRAM.matcher(message);
        if (program.matches()) {
            return "\"%s\" cannot be run: %s".formatted(program.group(1), program.group(2).strip());
        }
        String text = CLASS_NAME.matcher(message).replaceAll("").strip();
        return text.isEmpty() ? UNKNOWN : text;
    }

    private FailureText() {}
}
