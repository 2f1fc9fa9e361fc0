/* Stands for bcryptprimitives.dll, which Windows has and wine 8 has not. Code of Chromium (the PDFium in Qt's own PDF
   module) takes random bytes from it at its start, and ends the program without. For tests, never shipped. */

#include <windows.h>

/* What advapi32.dll exports as RtlGenRandom. */
BOOLEAN NTAPI SystemFunction036(void *bytes, ULONG size);

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *bytes, SIZE_T size)
{
    while (size > 0) {
        ULONG part = size > 0x10000000 ? 0x10000000 : (ULONG)size;
        if (!SystemFunction036(bytes, part))
            return FALSE;
        bytes += part;
        size -= part;
    }
    return TRUE;
}
