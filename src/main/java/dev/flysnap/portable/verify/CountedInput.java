package dev.flysnap.portable.verify;

import dev.flysnap.runtime.TransferProgress;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells how much of it has been read. */
final class CountedInput extends FilterInputStream {
    private final long totalBytes;
    private final TransferProgress progress;
    private long doneBytes;

    /**
     * @param totalBytes as it should be
     */
    CountedInput(InputStream in, long totalBytes, TransferProgress progress) {
        super(in);
        this.totalBytes = totalBytes;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int bytes) {
        doneBytes += bytes;
        progress.copied(doneBytes, Math.max(doneBytes, totalBytes));
    }
}
