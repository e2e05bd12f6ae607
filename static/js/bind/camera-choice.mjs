// Which camera the photo button opens on this phone; kept with the device, chosen on 我的.

/** A fact of the device: the viewfinder in the page rather than the system's camera. */
export const IN_PAGE = 'camera.in_page';
