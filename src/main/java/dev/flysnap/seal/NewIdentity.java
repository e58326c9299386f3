package dev.flysnap.seal;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;

/**
 * A new pair of keys, as age-keygen makes them.
 *
 * @param secret the secret half, which decrypts: {@code AGE-SECRET-KEY-1…}
 */
public record NewIdentity(Recipient recipient, String secret) {
    /** Random, from the system's source of random numbers. */
    public static NewIdentity generate() {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            return new NewIdentity(
                    Recipient.parse(pair.getPublic().toString()), pair.getPrivate().toString());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no X25519", e);
        }
    }

    @Override
    public String toString() {
        return recipient.value();
    }
}
