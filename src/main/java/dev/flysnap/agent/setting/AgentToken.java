package dev.flysnap.agent.setting;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A secret that callers have to send. Never printed. One lets them quiesce the databases; the other
 * one, for level 3, lets them read and replace all data.
 */
public final class AgentToken {
    /** The environment variable with the token, unless a file is named. */
    public static final String VARIABLE = "FLYSNAP_HOOK_TOKEN";

    /** The same for the token of level 3. */
    public static final String COPY_VARIABLE = "FLYSNAP_COPY_TOKEN";

    private static final Pattern FORM = Pattern.compile(HookPaths.TOKEN_FORM);

    /** A token, the end of its line, and a blank or two. */
    private static final int MAX_FILE_BYTES = HookPaths.MAX_TOKEN_LENGTH + 64;

    private final String secret;

    private AgentToken(String secret) {
        this.secret = secret;
    }

    /**
     * From the file when one is named, else from the environment.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, too short a one, or one that
     *     no header can carry
     */
    public static AgentToken from(Optional<Path> file, Map<String, String> environment) {
        return read(VARIABLE, file, environment)
                .orElseThrow(() -> AgentProblems.noToken().exception());
    }

    /**
     * The token of level 3, which is off without one.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is too short, or no header can carry it;
     *     also if the file that is named holds none
     */
    public static Optional<AgentToken> forCopies(
            Optional<Path> file, Map<String, String> environment) {
        Optional<AgentToken> token = read(COPY_VARIABLE, file, environment);
        if (token.isEmpty() && file.isPresent()) {
            throw AgentProblems.shortToken(COPY_VARIABLE, 0).exception();
        }
        return token;
    }

    /**
     * The token of level 3, for who calls an agent.
     *
     * @throws dev.flysnap.problem.FlysnapException also if there is none
     */
    public static AgentToken requireForCopies(
            Optional<Path> file, Map<String, String> environment) {
        return forCopies(file, environment)
                .orElseThrow(() -> AgentProblems.noCopyToken().exception());
    }

    private static Optional<AgentToken> read(
            String variable, Optional<Path> file, Map<String, String> environment) {
        String secret =
                file.map(AgentToken::read)
                        .orElseGet(() -> environment.getOrDefault(variable, ""))
                        .strip();
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        if (secret.length() < HookPaths.MIN_TOKEN_LENGTH) {
            throw AgentProblems.shortToken(variable, secret.length()).exception();
        }
        if (!FORM.matcher(secret).matches()) {
            throw AgentProblems.malformedToken(variable, secret.length()).exception();
        }
        return Optional.of(new AgentToken(secret));
    }

    private static String read(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            byte[] bytes = content.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw AgentProblems.tokenFile(
                                file,
                                "It is larger than a token of %d characters."
                                        .formatted(HookPaths.MAX_TOKEN_LENGTH))
                        .exception();
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw AgentProblems.tokenFile(file, FailureText.of(e)).exception(e);
        }
    }

    /** What a caller sends in its {@code Authorization} header. */
    public String header() {
        return HookPaths.BEARER + secret;
    }

    /** Whether the header carries the token. Takes constant time. */
    public boolean isShownBy(Optional<String> header) {
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
