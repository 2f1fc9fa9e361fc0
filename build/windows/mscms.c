/* Stands for mscms.dll, the colour management of Windows: wine 8's has no WcsCreateIccProfile, and ends the program that
   calls it. Qt's plugin for Windows asks for the profile of the screen. Every call here fails as it may on Windows, and
   Qt takes the screen for sRGB. For tests, never shipped. */

#include <windows.h>

#define EXPORT __declspec(dllexport)

static void *no_profile(void)
{
    SetLastError(ERROR_NOT_SUPPORTED);
    return NULL;
}

EXPORT void *WINAPI OpenColorProfileW(void *profile, DWORD access, DWORD share, DWORD creation)
{
    return no_profile();
}
EXPORT void *WINAPI WcsOpenColorProfileW(
    void *profile, void *device, void *gamut, DWORD access, DWORD share, DWORD creation, DWORD flags)
{
    return no_profile();
}
EXPORT void *WINAPI WcsCreateIccProfile(void *profile, DWORD options) { return no_profile(); }
EXPORT BOOL WINAPI CloseColorProfile(void *profile) { return TRUE; }
EXPORT BOOL WINAPI GetColorProfileFromHandle(void *profile, void *bytes, DWORD *size) { return no_profile() != NULL; }
EXPORT BOOL WINAPI GetColorDirectoryW(const WCHAR *machine, WCHAR *folder, DWORD *size) { return no_profile() != NULL; }
EXPORT BOOL WINAPI WcsGetDefaultColorProfile(
    int scope, const WCHAR *device, int type, int subtype, DWORD identity, DWORD size, WCHAR *name)
{
    return no_profile() != NULL;
}
EXPORT BOOL WINAPI WcsGetDefaultColorProfileSize(
    int scope, const WCHAR *device, int type, int subtype, DWORD identity, DWORD *size)
{
    return no_profile() != NULL;
}
