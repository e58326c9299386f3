package dev.flysnap.agent;

import dev.flysnap.contract.HookPaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;

/** The secret that callers have to show. Never printed. */
public final class HookToken {
    /** Where the token comes from unless a file is named. */
    public static final String VARIABLE = "FLYSNAP_HOOK_TOKEN";

    /** A longer token file is no token file. */
    private static final int MAX_BYTES = 4096;

    private final String secret;

    private HookToken(String secret) {
        this.secret = secret;
    }

    /**
     * From the file when one is named, else from the environment.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, or too short a one
     */
    public static HookToken from(Optional<Path> file, Map<String, String> environment) {
        String secret =
                file.map(HookToken::read)
                        .orElseGet(() -> environment.getOrDefault(VARIABLE, ""))
                        .strip();
        if (secret.isEmpty()) {
            throw AgentProblems.noToken().exception();
        }
        if (secret.length() < HookPaths.MIN_TOKEN_LENGTH) {
            throw AgentProblems.shortToken(secret.length()).exception();
        }
        return new HookToken(secret);
    }

    private static String read(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return new String(content.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw AgentProblems.tokenFile(file, String.valueOf(e.getMessage())).exception(e);
        }
    }

    /** What a caller sends in its {@code Authorization} header. */
    String header() {
        return HookPaths.BEARER + secret;
    }

    /** Whether this is the header to show. Takes as long for a wrong one as for the right one. */
    boolean isShownBy(Optional<String> header) {
        // Hashes have one length, so that not even the length can be told from the time.
        return MessageDigest.isEqual(hash(header()), hash(header.orElse("")));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "HookToken[secret]";
    }
}
