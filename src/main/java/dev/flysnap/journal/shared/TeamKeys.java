package dev.flysnap.journal.shared;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.flysnap.journal.RunRows;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.SealedOutput;
import dev.flysnap.seal.Sealing;
import dev.flysnap.seal.UnsealedInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Seals runs for a team. {@code age -d -i KEY | zstd -d} gives two lines: a code that only the team
 * can make, and the run.
 *
 * @param identities of the team; the first is the same for everybody
 * @param recipients who can read
 */
public record TeamKeys(Identities identities, List<Recipient> recipients) {
    private static final int CODE_DIGITS = 64;
    private static final long MAX_BYTES = 256 << 20;

    byte[] seal(RunRows.Document run) {
        byte[] text = JsonText.print(Records.write(RunRows.Document.class, run)).getBytes(UTF_8);
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        Sealing how = new Sealing(Optional.of(new Compression(3, 0)), recipients);
        try (SealedOutput out = SealedOutput.over(sealed, how)) {
            out.write((code(text) + "\n").getBytes(US_ASCII));
            out.write(text);
            var _ = out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sealed.toByteArray();
    }

    private String code(byte[] text) {
        return HexFormat.of().formatHex(identities.authenticationCode(text));
    }

    /**
     * @param name for messages
     * @throws dev.flysnap.problem.FlysnapException if it is not whole, or the team did not write it
     */
    RunRows.Document unseal(String name, byte[] sealed) {
        byte[] all;
        try (UnsealedInput in =
                UnsealedInput.open(name, new ByteArrayInputStream(sealed), identities, MAX_BYTES)) {
            all = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int from = Math.min(all.length, CODE_DIGITS + 1);
        byte[] text = Arrays.copyOfRange(all, from, all.length);
        byte[] code = Arrays.copyOf(all, CODE_DIGITS);
        if (!MessageDigest.isEqual(code, code(text).getBytes(US_ASCII))) {
            throw SharedProblems.foreign(name).exception();
        }
        return Records.read(RunRows.Document.class, JsonText.parse(new String(text, UTF_8)));
    }
}
