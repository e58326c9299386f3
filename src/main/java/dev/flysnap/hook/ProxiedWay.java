package dev.flysnap.hook;

/** Through a {@code fly proxy} that ends with it. */
record ProxiedWay(HookWay through, FlyProxy proxy, String where) implements HookWay {
    @Override
    public HookReply send(HookCall call) {
        return through.send(call);
    }

    @Override
    public void close() {
        through.close();
        proxy.close();
    }
}
