package dev.flysnap.fly.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a token tells without being asked for. */
class TokenFactsTest {
    private static final Instant END = Instant.parse("2027-01-31T00:00:00Z");

    /** As superfly/macaroon writes it: nonce, location, caveats, tail. */
    private static String macaroon(Optional<Instant> end) {
        // Apps: a map of ids to masks.
        return macaroon(end, new byte[] {3, (byte) 0x91, (byte) 0x81, (byte) 0xcd, 1, 2, 31});
    }

    private static String macaroon(Optional<Instant> end, byte[] caveat) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0x94);
        bytes.writeBytes(
                new byte[] {(byte) 0x93, (byte) 0xc4, 2, 1, 2, (byte) 0xc4, 1, 7, (byte) 0xc2});
        bytes.writeBytes(new byte[] {(byte) 0xa3, 'f', 'l', 'y'});
        bytes.write(end.isPresent() ? 0x94 : 0x92);
        bytes.writeBytes(caveat);
        end.ifPresent(it -> {
            bytes.writeBytes(new byte[] {4, (byte) 0x92, 0, (byte) 0xd3});
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(it.getEpochSecond()).array());
        });
        bytes.writeBytes(new byte[] {(byte) 0xc4, 1, 9});
        return "fm2_" + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static TokenFacts of(String token) {
        return TokenFacts.of(FlyToken.parse(token));
    }

    @Test
    void aMacaroonSaysWhenItEnds() {
        assertEquals(new TokenFacts(true, false, Optional.of(END)), of(macaroon(Optional.of(END))));
        assertEquals(new TokenFacts(true, false, Optional.empty()), of(macaroon(Optional.empty())));
    }

    @Test
    void aMacaroonSaysWhetherItCanChangeAnything() {
        byte[] mayAll = {0, (byte) 0x92, 7, 31};
        byte[] mayRead = {0, (byte) 0x92, 7, 1};
        byte[] onlyRead = {26, 1};
        byte[] anyAction = {26, 31};
        assertFalse(readsOnly(mayAll) || readsOnly(anyAction));
        assertTrue(readsOnly(mayRead) && readsOnly(onlyRead));
        String both =
                macaroon(Optional.empty(), mayRead) + "," + macaroon(Optional.empty(), mayAll);
        assertFalse(of("FlyV1 " + both).readsOnly(), "its second part can");
    }

    private static boolean readsOnly(byte[] caveat) {
        return of(macaroon(Optional.empty(), caveat)).readsOnly();
    }

    @Test
    void aListWorksAsLongAsItsFirstPart() {
        String list = macaroon(Optional.of(END.plusSeconds(9))) + "," + macaroon(Optional.of(END));
        assertEquals(Optional.of(END), of("FlyV1 " + list).ends());
    }

    @Test
    void ofAnythingElseNothingIsKnown() {
        assertEquals(new TokenFacts(false, false, Optional.empty()), of("fo1_abc"));
        String whole = macaroon(Optional.of(END));
        for (String broken :
                new String[] {
                    "fm2_", "fm2_!!!", "fm2_/////w==", "fm2_3f////8=", whole.substring(0, 20)
                }) {
            assertEquals(Optional.empty(), of(broken).ends(), broken);
        }
    }
}
