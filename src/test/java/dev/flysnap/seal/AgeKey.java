package dev.flysnap.seal;

/** Key pairs for tests, as age-keygen made them. They protect nothing. */
public record AgeKey(String recipient, String secret) {
    public static final AgeKey OURS =
            new AgeKey(
                    "age1594t83gvy8y8vqndpnmuxq7g7etp2ndfjjx6yv9pd9n7z5te9a2sp5z8zx",
                    "AGE-SECRET-KEY-10CTVZCKSV88T5SVSE6LLXAK9JMZ89ZUN8PTHTKF7XGE8XEXRRVKSL8TYVS");
    public static final AgeKey THEIRS =
            new AgeKey(
                    "age1p2d07ppavym0dukxgc49e2dcdnlm5s9v7gvup4jasfqr23adyq5sj47s97",
                    "AGE-SECRET-KEY-1Q5A6TFX3GPYEYDEZGEE2CSMW5ZAMCDSD7UZPH9H9ECDX03UHD30QJPKU03");

    /** As an identity file. */
    public String file() {
        return "# created: 2026-11-28T00:00:00Z\n# public key: %s\n%s\n"
                .formatted(recipient, secret);
    }

    public Identities identities() {
        return Identities.parse(file());
    }
}
