package dev.flysnap.demo;

/** A pair of keys as age-keygen makes them. Everybody can read it here, so it protects nothing. */
final class DemoKey {
    static final String RECIPIENT =
            "age1594t83gvy8y8vqndpnmuxq7g7etp2ndfjjx6yv9pd9n7z5te9a2sp5z8zx";
    static final String IDENTITY =
            "AGE-SECRET-KEY-10CTVZCKSV88T5SVSE6LLXAK9JMZ89ZUN8PTHTKF7XGE8XEXRRVKSL8TYVS";

    private DemoKey() {}
}
